/* A segment: fingerprints in the order of their hashes, each with a payload.
 *
 * The leading bits of a hash choose a bucket, the rest is its tag.  The file has,
 * after a header that Python reads, three sections: where each bucket starts, the
 * tags, and the payloads.  A payload is masked with a keyed hash of its
 * fingerprint and its rank among equals, so that without the key it is noise; who
 * has the key can move and drop payloads without any text.
 */
#include "native.h"

#include <unistd.h>

static inline uint32_t mask_of(Key key, uint64_t hash, uint32_t rank) {
    uint64_t message = hash << (64 - HASH_BITS) | rank;
    return (uint32_t)siphash(key, (const uint8_t *)&message, sizeof message);
}

static inline uint64_t tag_of(const Segment *segment, uint64_t at) {
    if (segment->tag_bytes == 2)
        return ((const uint16_t *)segment->tags)[at];
    return ((const uint32_t *)segment->tags)[at];
}

static inline uint64_t bucket_of(const Segment *segment, uint64_t hash) {
    return hash >> (HASH_BITS - segment->bucket_bits);
}

static inline uint64_t rest_of(const Segment *segment, uint64_t hash) {
    return hash & (((uint64_t)1 << (HASH_BITS - segment->bucket_bits)) - 1);
}

void segment_prefetch_bucket(const Segment *segment, uint64_t hash) {
    __builtin_prefetch(segment->starts + bucket_of(segment, hash));
}

void segment_prefetch_tags(const Segment *segment, uint64_t hash) {
    uint64_t start = segment->starts[bucket_of(segment, hash)];
    const char *tags = (const char *)segment->tags + start * segment->tag_bytes;
    __builtin_prefetch(tags);
    __builtin_prefetch(tags + 64);
}

/* Return the first place in a bucket whose tag is no less. */
static uint64_t lower(const Segment *segment, uint64_t from, uint64_t to,
                      uint64_t tag) {
    while (to - from > 48) {
        uint64_t middle = from + (to - from) / 2;
        if (tag_of(segment, middle) < tag)
            from = middle + 1;
        else
            to = middle;
    }
    while (from < to && tag_of(segment, from) < tag)
        from++;
    return from;
}

/* Find where a fingerprint stands; return how many times. */
int segment_find(const Segment *segment, uint64_t hash, uint64_t *first) {
    uint64_t bucket = bucket_of(segment, hash), tag = rest_of(segment, hash);
    uint64_t from = segment->starts[bucket], to = segment->starts[bucket + 1];
    int count = 0;
    if (from > to || to > segment->count)
        return BROKEN;
    from = lower(segment, from, to, tag);
    *first = from;
    while (from < to && count < MOST_PLACES && tag_of(segment, from) == tag)
        from++, count++;
    return count;
}

/* Unmask the payloads that segment_find found.
 *
 * Those of a large segment are read, not mapped: posts by chance touch so many pages
 * of it that all of them would become resident.
 */
int segment_unmask(const Segment *segment, Key mask, uint64_t hash, uint64_t first,
                   int count, uint32_t *payloads) {
    const uint32_t *from = segment->payloads + first;
    uint32_t read[MOST_PLACES];
    if (segment->file >= 0) {
        ssize_t size = count * (ssize_t)sizeof *read;
        off_t at = (off_t)(segment->payloads_at + first * sizeof *read);
        if (pread(segment->file, read, size, at) != size)
            return BROKEN;
        from = read;
    }
    for (int rank = 0; rank < count; rank++)
        payloads[rank] = from[rank] - mask_of(mask, hash, rank);
    return 0;
}

/* Find where a fingerprint stands, and count all of its places. */
int64_t segment_count(const Segment *segment, uint64_t hash, uint64_t *first) {
    uint64_t bucket = bucket_of(segment, hash), tag = rest_of(segment, hash);
    uint64_t from = segment->starts[bucket], to = segment->starts[bucket + 1];
    if (from > to || to > segment->count)
        return BROKEN;
    from = lower(segment, from, to, tag);
    *first = from;
    if (from == to || tag_of(segment, from) != tag)
        return 0;
    return (int64_t)(lower(segment, from, to, tag + 1) - from);
}

/* Unmask the payload of one rank among equals. */
int segment_unmask_one(const Segment *segment, Key mask, uint64_t hash,
                       uint64_t first, uint64_t rank, uint32_t *payload) {
    uint32_t read;
    if (segment->file >= 0) {
        off_t at = (off_t)(segment->payloads_at + (first + rank) * sizeof read);
        if (pread(segment->file, &read, sizeof read, at) != sizeof read)
            return BROKEN;
    } else {
        read = segment->payloads[first + rank];
    }
    *payload = read - mask_of(mask, hash, (uint32_t)rank);
    return 0;
}

/* Look many fingerprints up; return how many payloads were found, at most `most`. */
EXPORT int64_t durf_look_up(const Segment *segment, const Key *mask,
                            const uint64_t *hashes, size_t count, Found *out,
                            size_t most) {
    enum { BLOCK = 64 };
    uint32_t payloads[MOST_PLACES];
    size_t found = 0;
    for (size_t first = 0; first < count; first += BLOCK) {
        size_t last = first + BLOCK < count ? first + BLOCK : count;
        for (size_t at = first; at < last; at++)
            segment_prefetch_bucket(segment, hashes[at]);
        for (size_t at = first; at < last; at++)
            segment_prefetch_tags(segment, hashes[at]);
        for (size_t at = first; at < last; at++) {
            uint64_t start = 0;
            int places = segment_find(segment, hashes[at], &start);
            if (places < 0)
                return BROKEN;
            if (segment_unmask(segment, *mask, hashes[at], start, places,
                               payloads) < 0)
                return BROKEN;
            for (int n = 0; n < places && found < most; n++)
                out[found++] = (Found){hashes[at], payloads[n], (uint32_t)at};
        }
    }
    return (int64_t)found;
}

/* Building: entries are sorted by hash, the earlier first among equals. */

#define FIRST_BITS 11
#define PASS_BITS 9

/* Sort by the lowest `bits` bits, from the least significant digit up. */
static void sort_low(Entry *entries, Entry *spare, size_t count, int bits) {
    if (count < 48) {
        for (size_t i = 1; i < count; i++) {
            Entry moved = entries[i];
            size_t j = i;
            for (; j > 0 && entries[j - 1].hash > moved.hash; j--)
                entries[j] = entries[j - 1];
            entries[j] = moved;
        }
        return;
    }
    Entry *from = entries, *to = spare;
    for (int shift = 0; shift < bits; shift += PASS_BITS) {
        size_t starts[1 << PASS_BITS] = {0}, total = 0;
        for (size_t i = 0; i < count; i++)
            starts[from[i].hash >> shift & ((1 << PASS_BITS) - 1)]++;
        for (int digit = 0; digit < 1 << PASS_BITS; digit++) {
            size_t here = starts[digit];
            starts[digit] = total;
            total += here;
        }
        for (size_t i = 0; i < count; i++)
            to[starts[from[i].hash >> shift & ((1 << PASS_BITS) - 1)]++] = from[i];
        Entry *swap = from;
        from = to, to = swap;
    }
    if (from != entries)
        memcpy(entries, from, count * sizeof *entries);
}

/* Sort by hash: once by the leading bits, then each part inside the cache. */
static int sort_entries(Entry *entries, size_t count) {
    enum { PARTS = 1 << FIRST_BITS, LOW = HASH_BITS - FIRST_BITS };
    if (count < 4096) {
        Entry *spare = malloc((count + 1) * sizeof *spare);
        if (!spare)
            return NO_MEMORY;
        sort_low(entries, spare, count, HASH_BITS);
        free(spare);
        return 0;
    }
    size_t starts[PARTS + 1] = {0}, next[PARTS];
    Entry *sorted = malloc(count * sizeof *sorted);
    if (!sorted)
        return NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        starts[(entries[i].hash >> LOW) + 1]++;
    for (int part = 0; part < PARTS; part++) {
        starts[part + 1] += starts[part];
        next[part] = starts[part];
    }
    for (size_t i = 0; i < count; i++)
        sorted[next[entries[i].hash >> LOW]++] = entries[i];
    for (int part = 0; part < PARTS; part++) {
        size_t from = starts[part], many = starts[part + 1] - from;
        sort_low(sorted + from, entries + from, many, LOW);
    }
    memcpy(entries, sorted, count * sizeof *sorted);
    free(sorted);
    return 0;
}

/* Where a segment under construction is written to. */
typedef struct {
    uint32_t *starts;
    void *tags;
    uint32_t *payloads;
    uint64_t room;
    uint32_t bucket_bits;
    uint32_t tag_bytes;
} Draft;

typedef struct {
    Draft *draft;
    Key mask;
    uint64_t written, bucket, last;
    uint32_t rank, is_first;
} Pen;

static int pen_write(Pen *pen, uint64_t hash, uint32_t payload) {
    Draft *draft = pen->draft;
    uint32_t shift = HASH_BITS - draft->bucket_bits;
    uint64_t tag = hash & (((uint64_t)1 << shift) - 1);
    if (pen->written == draft->room)
        return BROKEN;
    for (; pen->bucket <= hash >> shift; pen->bucket++)
        draft->starts[pen->bucket] = (uint32_t)pen->written;
    pen->rank = !pen->is_first && pen->last == hash ? pen->rank + 1 : 0;
    pen->is_first = 0;
    pen->last = hash;
    if (draft->tag_bytes == 2)
        ((uint16_t *)draft->tags)[pen->written] = (uint16_t)tag;
    else
        ((uint32_t *)draft->tags)[pen->written] = (uint32_t)tag;
    draft->payloads[pen->written++] = payload + mask_of(pen->mask, hash, pen->rank);
    return 0;
}

static void pen_close(Pen *pen, uint64_t bucket) {
    for (; pen->bucket <= bucket; pen->bucket++)
        pen->draft->starts[pen->bucket] = (uint32_t)pen->written;
}

/* Sort entries and write them as a segment; return how many were written. */
EXPORT int64_t durf_build(Entry *entries, size_t count, const Key *mask,
                          Draft *draft) {
    Pen pen = {draft, *mask, 0, 0, 0, 0, 1};
    int failed = sort_entries(entries, count);
    for (size_t i = 0; i < count && !failed; i++)
        failed = pen_write(&pen, entries[i].hash, (uint32_t)entries[i].payload);
    if (failed)
        return failed;
    pen_close(&pen, (uint64_t)1 << draft->bucket_bits);
    return (int64_t)pen.written;
}

/* A stretch of payloads that moves to another place, or goes. */
typedef struct {
    uint32_t first, last; /* both inside */
    uint32_t to;
    uint32_t stays;
} Move;

static const Move *move_of(const Move *moves, size_t count, uint32_t payload) {
    size_t from = 0, to = count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (moves[middle].last < payload)
            from = middle + 1;
        else
            to = middle;
    }
    if (from == count || payload < moves[from].first || !moves[from].stays)
        return NULL;
    return moves + from;
}

/* One segment while it is read from front to back. */
typedef struct {
    const Segment *segment;
    const Move *moves;
    size_t move_count;
    Key mask;
    uint64_t at, end, bucket, last;
    uint32_t rank, is_first;
    uint64_t hash;
    uint32_t payload;
    int is_over;
} Reader;

/* The first bucket of a slice, of which there are as many as buckets at least. */
static uint64_t bucket_at(uint32_t bucket_bits, uint32_t slice) {
    return (uint64_t)slice << (bucket_bits - LEAST_BITS);
}

static int reader_next(Reader *reader) {
    const Segment *segment = reader->segment;
    uint64_t buckets = (uint64_t)1 << segment->bucket_bits;
    uint32_t shift = HASH_BITS - segment->bucket_bits;
    while (reader->at < reader->end) {
        while (reader->bucket < buckets &&
               segment->starts[reader->bucket + 1] <= reader->at)
            reader->bucket++;
        if (reader->bucket == buckets)
            return BROKEN;
        uint64_t hash = reader->bucket << shift | tag_of(segment, reader->at);
        int is_same = !reader->is_first && hash == reader->last;
        reader->rank = is_same ? reader->rank + 1 : 0;
        reader->is_first = 0;
        reader->last = hash;
        uint32_t payload = segment->payloads[reader->at++] -
                           mask_of(reader->mask, hash, reader->rank);
        const Move *move = move_of(reader->moves, reader->move_count, payload);
        if (!move)
            continue;
        reader->hash = hash;
        reader->payload = move->to + (payload - move->first);
        return 0;
    }
    reader->is_over = 1;
    return 0;
}

/* A segment to merge, and where its payloads go. */
typedef struct {
    Segment segment;
    const Move *moves;
    size_t move_count;
} Part;

static int reader_open(Reader *reader, const Part *part, Key mask, uint32_t from,
                       uint32_t to) {
    const Segment *segment = &part->segment;
    uint64_t first = bucket_at(segment->bucket_bits, from);
    *reader = (Reader){.segment = segment,
                       .moves = part->moves,
                       .move_count = part->move_count,
                       .mask = mask,
                       .at = segment->starts[first],
                       .end = segment->starts[bucket_at(segment->bucket_bits, to)],
                       .bucket = first,
                       .is_first = 1};
    if (reader->at > reader->end || reader->end > segment->count)
        return BROKEN;
    return reader_next(reader);
}

/* Merge a slice of segments into that of one; without a draft only count it.
 *
 * All hashes are cut into 64 slices; several may be merged at the same time, each
 * from slice `from` up to `to`.  So many fingerprints stand `before` it in the draft.
 */
EXPORT int64_t durf_merge(const Part *parts, size_t count, const Key *mask,
                          Draft *draft, uint32_t from, uint32_t to, uint64_t before) {
    Reader readers[MOST_SEGMENTS];
    Pen pen = {draft, *mask, before, 0, 0, 0, 1};
    int64_t written = 0;
    if (count > MOST_SEGMENTS || from > to || to > SLICES)
        return BROKEN;
    if (draft)
        pen.bucket = bucket_at(draft->bucket_bits, from);
    for (size_t i = 0; i < count; i++)
        if (reader_open(&readers[i], &parts[i], *mask, from, to) < 0)
            return BROKEN;
    for (;; written++) {
        Reader *first = NULL;
        for (size_t i = 0; i < count; i++)
            if (!readers[i].is_over && (!first || readers[i].hash < first->hash))
                first = &readers[i];
        if (!first)
            break;
        if (draft && pen_write(&pen, first->hash, first->payload) < 0)
            return BROKEN;
        if (reader_next(first) < 0)
            return BROKEN;
    }
    if (draft)
        pen_close(&pen, bucket_at(draft->bucket_bits, to));
    return written;
}

/* Tell whether a segment's buckets and tags are in order; for `verify`. */
EXPORT int64_t durf_is_sound(const Segment *segment) {
    uint64_t buckets = (uint64_t)1 << segment->bucket_bits;
    if (segment->starts[0] != 0 || segment->starts[buckets] != segment->count)
        return 0;
    for (uint64_t bucket = 0; bucket < buckets; bucket++) {
        uint64_t from = segment->starts[bucket], to = segment->starts[bucket + 1];
        if (from > to || to > segment->count)
            return 0;
        for (uint64_t at = from + 1; at < to; at++)
            if (tag_of(segment, at - 1) > tag_of(segment, at))
                return 0;
    }
    return 1;
}
