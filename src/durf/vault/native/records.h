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

typedef struct {
    Key key;
    Key mask_key;
    const Segment *segments;
    const uint32_t *alone;   /* for each segment, the fields that count alone */
    const uint32_t *domains; /* for each segment, the domains that it has */
    const char *const *countries;
    uint32_t count;
    uint32_t country_count;
    uint32_t most_name; /* words of the longest name */
    uint32_t most_text; /* words of the longest value without a digit */
    uint32_t asks_days;
} Records;

/* A value of a row that stands in the post. */
typedef struct {
    uint32_t segment, row, field, is_alone, start, end;
} Owned;

#endif
