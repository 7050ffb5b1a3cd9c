/* What the files of the vault's kernel share.
 *
 * The kernel does what a post waits for: letters, grams, keyed hashes and
 * look-ups.  Everything else is Python.  It allocates only scratch that it frees,
 * keeps no state, and never trusts an offset that it reads from a file.
 */
#ifndef DURF_NATIVE_H
#define DURF_NATIVE_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(_WIN32)
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

/* So many bits of a keyed hash are kept; the other bits are thrown away. */
#define HASH_BITS 38
#define MOST_SEGMENTS 64
/* Every segment has so many bits of buckets at least; so many slices are merged. */
#define LEAST_BITS 6
#define SLICES (1u << LEAST_BITS)
/* Of one fingerprint no more places than these are looked at. */
#define MOST_PLACES 32

#define BROKEN (-1)
#define NO_MEMORY (-2)

typedef struct {
    uint64_t a, b;
} Key;

/* An open segment; see segment.c for the layout of the file behind it. */
typedef struct {
    const uint32_t *starts;   /* where each bucket starts, one more than buckets */
    const void *tags;         /* the rest of each hash, sorted inside a bucket */
    const uint32_t *payloads; /* masked */
    uint64_t count;
    uint64_t payloads_at; /* in the file */
    uint32_t bucket_bits;
    uint32_t tag_bytes; /* 2 or 4 */
    int32_t file; /* to read payloads from; -1 where the mapping serves */
} Segment;

typedef struct {
    uint64_t hash; /* of HASH_BITS bits */
    uint32_t payload;
    uint32_t from; /* the number of the asked fingerprint */
} Found;

/* A fingerprint on its way into a segment. */
typedef struct {
    uint64_t hash;
    uint64_t payload;
} Entry;

int segment_find(const Segment *segment, uint64_t hash, uint64_t *first);
int segment_unmask(const Segment *segment, Key mask, uint64_t hash, uint64_t first,
                    int count, uint32_t *payloads);
int64_t segment_count(const Segment *segment, uint64_t hash, uint64_t *first);
int segment_unmask_one(const Segment *segment, Key mask, uint64_t hash,
                       uint64_t first, uint64_t rank, uint32_t *payload);
void segment_prefetch_bucket(const Segment *segment, uint64_t hash);
void segment_prefetch_tags(const Segment *segment, uint64_t hash);

size_t letters_of(const uint8_t *plain, size_t length, uint8_t *letters,
                  uint32_t *origins);

static inline uint64_t rotated(uint64_t x, int by) {
    return (x << by) | (x >> (64 - by));
}

#define SIP_ROUND                                                              \
    do {                                                                       \
        v0 += v1, v1 = rotated(v1, 13) ^ v0, v0 = rotated(v0, 32);             \
        v2 += v3, v3 = rotated(v3, 16) ^ v2;                                   \
        v0 += v3, v3 = rotated(v3, 21) ^ v0;                                   \
        v2 += v1, v1 = rotated(v1, 17) ^ v2, v2 = rotated(v2, 32);             \
    } while (0)

/* SipHash-2-4 (Aumasson and Bernstein 2012), on little-endian machines. */
static inline uint64_t siphash(Key key, const uint8_t *text, size_t length) {
    uint64_t v0 = key.a ^ 0x736f6d6570736575u, v1 = key.b ^ 0x646f72616e646f6du;
    uint64_t v2 = key.a ^ 0x6c7967656e657261u, v3 = key.b ^ 0x7465646279746573u;
    uint64_t last = (uint64_t)length << 56, word;
    size_t whole = length & ~(size_t)7;
    for (size_t at = 0; at < whole; at += 8) {
        memcpy(&word, text + at, 8);
        v3 ^= word;
        SIP_ROUND;
        SIP_ROUND;
        v0 ^= word;
    }
    word = 0;
    memcpy(&word, text + whole, length & 7);
    last |= word;
    v3 ^= last;
    SIP_ROUND;
    SIP_ROUND;
    v0 ^= last;
    v2 ^= 0xff;
    SIP_ROUND;
    SIP_ROUND;
    SIP_ROUND;
    SIP_ROUND;
    return v0 ^ v1 ^ v2 ^ v3;
}

static inline uint64_t keyed_hash(Key key, const uint8_t *text, size_t length) {
    return siphash(key, text, length) >> (64 - HASH_BITS);
}

#endif
