/* What a post is looked up in, and what is found of it. */
#ifndef DURF_QUOTE_H
#define DURF_QUOTE_H

#include "grams.h"
#include "native.h"

/* Everything a look-up needs; it never changes. */
typedef struct {
    Key gram_key;
    Key mask_key;
    const uint64_t *common; /* sorted hashes of grams that everyone uses */
    uint64_t common_count;
    const Segment *segments;
    const uint8_t *is_public; /* for each segment */
    uint32_t count;
    uint32_t least_run;     /* letters of an unbroken run that is enough */
    uint32_t least_covered; /* letters of a chain that are enough */
    uint32_t least_share;   /* of its span that such a chain covers, in percent */
} Vault;

/* A quotation: bytes of the post, letters of a segment's documents. */
typedef struct {
    uint32_t start, end;
    uint32_t segment, place;
    uint32_t run, covered, span, place_end;
} Quote;

/* A post: its plain normal form, its letters and where each stands in it. */
typedef struct {
    const uint8_t *plain, *letters;
    const uint32_t *origins;
    size_t length; /* in letters */
} Post;

/* A gram of the post at a place of the vault, and the best chain that ends there. */
typedef struct {
    uint64_t place; /* segment << 32 | place */
    uint32_t letter;
    uint32_t covered, run, best_run, first;
    uint32_t goes_on;
    uint64_t first_place;
} Hit;

typedef struct {
    Hit *hits;
    size_t count, room;
} Hits;

/* Tell whether everyone uses a gram. */
int is_common(const Vault *vault, const uint8_t *gram);
/* Find the grams of a post that stand in the vault; the caller frees the hits. */
int find_hits(const Vault *vault, const uint8_t *letters, size_t length, Hits *hits);

#endif
