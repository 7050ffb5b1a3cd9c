/* What a post's values are looked up in. */
#ifndef DURF_RECORDS_H
#define DURF_RECORDS_H

#include "native.h"

/* A payload is a row and one of so many fields. */
#define FIELDS 16
/* A value that more rows have does not count alone. */
#define MOST_OWNERS 5
#define LEAST_PHONE 8
/* A shorter value stands in too many texts to count alone. */
#define LEAST_ALONE 6

/* How a value is written down before it is hashed; see records/canonical.py. */
enum Domain { TOGETHER, NAME, PHONE, DAY };

/* The domains of a segment's fields, two bits each, fit in one number. */
#define DOMAIN_BITS 2

typedef struct {
    Key key;
    Key mask_key;
    const Segment *segments;
    const uint32_t *alone;   /* for each segment, the fields that count alone */
    const uint32_t *domains; /* for each segment, the domain of each field */
    const uint32_t *rows;    /* for each segment, how many it has */
    const char *const *countries;
    uint32_t count;
    uint32_t country_count;
    uint32_t fields[MOST_SEGMENTS]; /* of each segment, how many */
    uint32_t asks_names;
    uint32_t most_text; /* words of the longest value without a digit */
    uint32_t asks_days;
    uint32_t has_twins; /* a table has two fields of names, or two of days */
} Records;

/* A value of a row that stands in the post. */
typedef struct {
    uint32_t segment, row, field, is_alone, start, end;
} Owned;

#endif
