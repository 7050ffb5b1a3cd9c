/* Which grams of a post stand in the vault, and where.
 *
 * Every gram of the post is looked up.  Grams that stand in a public segment, or
 * that everyone uses, are no evidence.
 */
#include "quote.h"

#define BLOCK 128
#define MOST_HITS ((size_t)1 << 22)

static int hits_add(Hits *hits, uint64_t place, uint32_t letter) {
    if (hits->count == hits->room) {
        size_t room = hits->room ? hits->room * 2 : 256;
        Hit *more = realloc(hits->hits, room * sizeof *more);
        if (!more)
            return NO_MEMORY;
        hits->hits = more;
        hits->room = room;
    }
    hits->hits[hits->count++] = (Hit){.place = place, .letter = letter};
    return 0;
}

/* FNV-1a, as the list of common grams is written with. */
static uint64_t public_hash(const uint8_t *gram) {
    uint64_t hash = 0xcbf29ce484222325u;
    for (int i = 0; i < GRAM; i++)
        hash = (hash ^ gram[i]) * 0x100000001b3u;
    return hash;
}

int is_common(const Vault *vault, const uint8_t *gram) {
    uint64_t hash = public_hash(gram);
    size_t from = 0, to = vault->common_count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (vault->common[middle] < hash)
            from = middle + 1;
        else
            to = middle;
    }
    return from < vault->common_count && vault->common[from] == hash;
}

/* Look one gram up in all segments; public ones come first and end it. */
static int ask(const Vault *vault, const uint8_t *gram, uint64_t hash,
               uint32_t letter, Hits *hits) {
    uint32_t places[MOST_PLACES];
    uint64_t first = 0;
    int is_rare = 0;
    for (uint32_t n = 0; n < vault->count; n++) {
        int found = segment_find(vault->segments + n, hash, &first);
        if (found < 0)
            return found;
        if (!found)
            continue;
        if (vault->is_public[n] || (!is_rare && is_common(vault, gram)))
            return 0;
        is_rare = 1;
        if (segment_unmask(vault->segments + n, vault->mask_key, hash, first, found,
                           places) < 0)
            return BROKEN;
        for (int i = 0; i < found && hits->count < MOST_HITS; i++)
            if (hits_add(hits, (uint64_t)n << 32 | places[i], letter) < 0)
                return NO_MEMORY;
    }
    return 0;
}

int find_hits(const Vault *vault, const uint8_t *letters, size_t length, Hits *hits) {
    uint64_t hashes[BLOCK];
    for (size_t first = 0; first + GRAM <= length; first += BLOCK) {
        size_t many = length - GRAM + 1 - first;
        many = many < BLOCK ? many : BLOCK;
        for (size_t i = 0; i < many; i++) {
            hashes[i] = keyed_hash(vault->gram_key, letters + first + i, GRAM);
            for (uint32_t n = 0; n < vault->count; n++)
                segment_prefetch_bucket(vault->segments + n, hashes[i]);
        }
        for (size_t i = 0; i < many; i++)
            for (uint32_t n = 0; n < vault->count; n++)
                segment_prefetch_tags(vault->segments + n, hashes[i]);
        for (size_t i = 0; i < many; i++) {
            int failed = ask(vault, letters + first + i, hashes[i],
                             (uint32_t)(first + i), hits);
            if (failed < 0)
                return failed;
        }
    }
    return 0;
}
