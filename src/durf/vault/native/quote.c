/* What of a post stands in the vault.
 *
 * The grams of the post that stand in the vault are chained: pairs of places in
 * post and document that go on in both at about the same pace.  A chain tells how
 * many letters of the post it covers and how long its longest unbroken run is, so
 * that a quotation with a changed word is still one quotation.
 */
#include "quote.h"

/* Grams further apart than this belong to two quotations. */
#define FARTHEST 96
/* A chain looks back at so many hits for the one it goes on from. */
#define LOOK_BACK 96
/* Post and document may drift apart by so many letters between two grams, and by
 * one more for each so many letters. */
#define SLACK 8
/* So many places of a post are told for one neighbourhood of a document. */
#define MOST_NEIGHBOURS 64
/* No quotation has fewer words, unless its run is long: see quotation.py. */
#define FEWEST_IN_A_ROW 8
#define FEWEST_WORDS 6
#define LONG_RUN 27
/* A chain of so many letters is worth asking what grams of many places add to it. */
#define WORTH 17

/* The last hit of each pace: of those that differ equally in place and letter. */
typedef struct {
    uint32_t *hits; /* one more than its number; 0 is free */
    size_t mask;
} Paces;

static int by_place(const void *one, const void *other) {
    const Hit *a = one, *b = other;
    if (a->place != b->place)
        return a->place < b->place ? -1 : 1;
    return a->letter < b->letter ? -1 : a->letter > b->letter;
}

static inline uint64_t pace_of(const Hit *hit) {
    return hit->place - hit->letter;
}

static int paces_open(Paces *paces, size_t count) {
    size_t room = 64;
    while (room < 2 * count)
        room *= 2;
    paces->hits = calloc(room, sizeof *paces->hits);
    paces->mask = room - 1;
    return paces->hits ? 0 : NO_MEMORY;
}

/* Make a hit the last of its pace; return the one before it, or NULL. */
static Hit *paces_swap(Paces *paces, Hit *hits, size_t at) {
    uint64_t pace = pace_of(hits + at);
    size_t slot = (size_t)(pace * ROLL >> 20) & paces->mask;
    while (paces->hits[slot] && pace_of(hits + paces->hits[slot] - 1) != pace)
        slot = (slot + 1) & paces->mask;
    Hit *before = paces->hits[slot] ? hits + paces->hits[slot] - 1 : NULL;
    paces->hits[slot] = (uint32_t)at + 1;
    return before;
}

/* Return how many letters a hit covers after an earlier one, or 0 if it can't be. */
static uint32_t covered_after(const Hit *hit, const Hit *before) {
    if (before->letter >= hit->letter || before->place >= hit->place ||
        hit->place - before->place > FARTHEST)
        return 0;
    uint32_t ahead = hit->letter - before->letter;
    uint32_t along = (uint32_t)(hit->place - before->place);
    uint32_t drift = ahead > along ? ahead - along : along - ahead;
    uint32_t gain = ahead < along ? ahead : along;
    if (ahead > FARTHEST || drift > SLACK + gain / 4)
        return 0;
    return before->covered + (gain < GRAM ? gain : GRAM) - (drift > 0);
}

/* Let a hit go on from the earlier one that gives it the longest chain.
 *
 * The last hit of the same pace is always asked, so that an unbroken run is found
 * among however many decoys; of the others only the nearest are.
 */
static void chain(Hit *hits, size_t at, Hit *same_pace) {
    Hit *hit = hits + at, *best = NULL;
    uint32_t most = 0;
    size_t first = at > LOOK_BACK ? at - LOOK_BACK : 0;
    if (same_pace && (most = covered_after(hit, same_pace)))
        best = same_pace;
    for (size_t n = at; n-- > first && hit->place - hits[n].place <= FARTHEST;) {
        uint32_t covered = covered_after(hit, hits + n);
        if (covered > most) {
            most = covered;
            best = hits + n;
        }
    }
    hit->covered = hit->run = hit->best_run = GRAM;
    hit->first = hit->letter;
    hit->first_place = hit->place;
    if (!best)
        return;
    uint32_t ahead = hit->letter - best->letter;
    best->goes_on = 1;
    hit->covered = most;
    hit->first = best->first;
    hit->first_place = best->first_place;
    if (hit->place - best->place == ahead && ahead <= GRAM)
        hit->run = best->run + ahead;
    hit->best_run = hit->run > best->best_run ? hit->run : best->best_run;
}

/* Tell whether a gram that was passed over stands at this place: one of very many
 * places, of which only some were looked at, or one that everyone uses.  Places
 * ascend among equals. */
static int stands_at(const Vault *vault, const uint8_t *gram, uint32_t number,
                     uint32_t place) {
    uint64_t hash = keyed_hash(vault->gram_key, gram, GRAM), first;
    const Segment *segment = vault->segments + number;
    int64_t to = segment_count(segment, hash, &first), from = 0;
    if (!to || (to < MOST_PLACES && !is_common(vault, gram)))
        return 0;
    for (uint32_t n = 0; n < vault->count && vault->is_public[n]; n++) {
        uint64_t ignored;
        if (segment_find(vault->segments + n, hash, &ignored) != 0)
            return 0;
    }
    while (from < to) {
        int64_t middle = from + (to - from) / 2;
        uint32_t found;
        if (segment_unmask_one(segment, vault->mask_key, hash, first, middle,
                               &found) < 0)
            return 0;
        if (found == place)
            return 1;
        if (found < place)
            from = middle + 1;
        else
            to = middle;
    }
    return 0;
}

/* Let a chain go on at both ends with grams that were passed over. */
static void extend(const Vault *vault, const Post *post, Hit *hit) {
    uint32_t number = (uint32_t)(hit->place >> 32);
    for (uint32_t step = 1; step <= WINDOW;) {
        uint32_t next = hit->letter + step;
        if (next + GRAM > post->length)
            break;
        if (!stands_at(vault, post->letters + next, number, (uint32_t)hit->place + step)) {
            step++;
            continue;
        }
        int is_whole = hit->best_run == hit->letter + GRAM - hit->first;
        hit->letter += step;
        hit->place += step;
        hit->covered += step;
        hit->best_run += is_whole ? step : 0;
        step = 1;
    }
    for (uint32_t step = 1; step <= WINDOW && step <= hit->first;) {
        uint32_t before = hit->first - step;
        if (!stands_at(vault, post->letters + before, number,
                       (uint32_t)hit->first_place - step)) {
            step++;
            continue;
        }
        int is_whole = hit->best_run == hit->letter + GRAM - hit->first;
        hit->first -= step;
        hit->first_place -= step;
        hit->covered += step;
        hit->best_run += is_whole ? step : 0;
        step = 1;
    }
}

static inline int is_word(uint8_t byte) {
    return byte >= 0x80 || (byte >= 'a' && byte <= 'z') ||
           (byte >= '0' && byte <= '9');
}

/* Return how many words a chain may have, with what winnowing may miss. */
static uint32_t most_words(const Post *post, const Hit *hit) {
    uint32_t first = hit->first < WINDOW ? 0 : hit->first - (WINDOW - 1);
    uint32_t last = hit->letter + GRAM + WINDOW - 2, words = 1;
    last = last < post->length ? last : (uint32_t)post->length - 1;
    for (uint32_t at = post->origins[first] + 1; at <= post->origins[last]; at++)
        words += is_word(post->plain[at]) && !is_word(post->plain[at - 1]);
    return words;
}

static int bites(const Vault *vault, const Post *post, const Hit *hit) {
    uint32_t span = hit->letter + GRAM - hit->first;
    if (hit->best_run >= LONG_RUN)
        return 1;
    if (hit->best_run < vault->least_run &&
        (hit->covered < vault->least_covered ||
         (uint64_t)hit->covered * 100 < (uint64_t)vault->least_share * span))
        return 0;
    int is_unbroken = hit->covered == hit->best_run;
    return most_words(post, hit) >= (is_unbroken ? FEWEST_IN_A_ROW : FEWEST_WORDS);
}

static Quote quote_of(const Hit *hit, const uint32_t *origins) {
    uint32_t last = hit->letter + GRAM - 1;
    return (Quote){
        .start = origins[hit->first],
        .end = origins[last] + 1,
        .segment = (uint32_t)(hit->first_place >> 32),
        .place = (uint32_t)hit->first_place,
        .run = hit->best_run,
        .covered = hit->covered,
        .span = last + 1 - hit->first,
        .place_end = (uint32_t)hit->place + GRAM,
    };
}

static int overlaps(const Quote *quotes, size_t count, const Quote *other) {
    for (size_t n = 0; n < count; n++)
        if (quotes[n].start < other->end && other->start < quotes[n].end)
            return 1;
    return 0;
}

/* Write the chains of one neighbourhood of a document: the longest, and those that
 * are elsewhere in the post. */
static size_t write_neighbours(const Vault *vault, const Post *post, const Hit *hits,
                               size_t count, Quote *out, size_t most) {
    const Hit *best = NULL;
    size_t written = 0;
    most = most < MOST_NEIGHBOURS ? most : MOST_NEIGHBOURS;
    for (size_t n = 0; n < count; n++)
        if (bites(vault, post, hits + n) && (!best || hits[n].covered > best->covered))
            best = hits + n;
    if (!best || !most)
        return 0;
    out[written++] = quote_of(best, post->origins);
    for (size_t n = 0; n < count && written < most; n++) {
        if (hits[n].goes_on || !bites(vault, post, hits + n))
            continue;
        Quote quote = quote_of(hits + n, post->origins);
        if (!overlaps(out, written, &quote))
            out[written++] = quote;
    }
    return written;
}

/* Chain the hits, which are in order, and write what bites. */
static int64_t write_quotes(const Vault *vault, const Post *post, Hits *hits,
                            Quote *out, size_t most) {
    Hit *all = hits->hits;
    size_t written = 0;
    Paces paces;
    if (paces_open(&paces, hits->count) < 0)
        return NO_MEMORY;
    for (size_t start = 0, end; start < hits->count && written < most; start = end) {
        for (end = start; end < hits->count; end++) {
            if (end > start && all[end].place - all[end - 1].place > FARTHEST)
                break;
            Hit *same_pace = paces_swap(&paces, all, end);
            chain(all + start, end - start, same_pace);
        }
        for (size_t n = start; n < end; n++)
            if (!all[n].goes_on && all[n].covered >= WORTH)
                extend(vault, post, all + n);
        written += write_neighbours(vault, post, all + start, end - start,
                                    out + written, most - written);
    }
    free(paces.hits);
    return (int64_t)written;
}

/* Write what of a post's plain normal form is quoted; return how many quotations. */
EXPORT int64_t durf_quotes(const Vault *vault, const uint8_t *plain, size_t length,
                           Quote *out, size_t most) {
    enum { SMALL = 2048 };
    uint8_t few_letters[SMALL], *letters = few_letters;
    uint32_t few_origins[SMALL], *origins = few_origins;
    Hits hits = {0};
    int64_t outcome = NO_MEMORY;
    if (length > SMALL) {
        letters = malloc(length);
        origins = malloc(length * sizeof *origins);
    }
    if (letters && origins) {
        size_t count = letters_of(plain, length, letters, origins);
        outcome = find_hits(vault, letters, count, &hits);
        if (outcome == 0 && hits.count) {
            qsort(hits.hits, hits.count, sizeof *hits.hits, by_place);
            Post post = {plain, letters, origins, count};
            outcome = write_quotes(vault, &post, &hits, out, most);
        }
    }
    free(hits.hits);
    if (length > SMALL) {
        free(letters);
        free(origins);
    }
    return outcome;
}
