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
enum Domain { TOGETHER, NAME, PHONE, DAY, ADDRESS };

#define LONGEST_EMAIL 200

/* What the signs of a value are; the bits of both make a third shape. */
enum Shape { OF_DIGITS = 1, OF_LETTERS = 2 };
#define SHAPES 3

/* The domains of a segment's fields, so many bits each, fit in one number. */
#define DOMAIN_BITS 3

typedef struct {
    Key key;
    Key mask_key;
    const Segment *segments;
    const uint32_t *alone;   /* for each segment, the fields that count alone */
    const uint64_t *domains; /* for each segment, the domain of each field */
    const uint64_t *shapes;  /* for each segment, field and shape: its lengths */
    const uint32_t *rows;    /* for each segment, how many it has */
    const char *const *countries;
    uint32_t count;
    uint32_t country_count;
    uint32_t fields[MOST_SEGMENTS]; /* of each segment, how many */
    uint64_t lengths[SHAPES]; /* of all values of a shape, a bit each */
    uint32_t asks_names;
    uint32_t most_text; /* words of the longest value without a digit */
    uint32_t asks_days;
    uint32_t asks_addresses;
    uint32_t has_twins; /* a table has two fields of names, or two of days */
} Records;

/* A value of a row that stands in the post. */
typedef struct {
    uint32_t segment, row, field, is_alone, start, end;
} Owned;

/* A run of letters and digits of a post. */
typedef struct {
    uint32_t start, end; /* bytes of the post */
    uint8_t is_number, has_digit, is_at, is_particle, month;
} Token;

static inline int is_letter(uint8_t byte) {
    return (byte >= 'a' && byte <= 'z') || byte >= 0x80;
}

static inline int is_digit(uint8_t byte) {
    return byte >= '0' && byte <= '9';
}

static inline int is_word(const uint8_t *plain, const Token *token, const char *word) {
    size_t length = strlen(word);
    return token->end - token->start == length &&
           !memcmp(plain + token->start, word, length);
}

/* Who is told of an address or a day. */
typedef struct {
    void (*tell)(void *to, const uint8_t *text, size_t length, uint32_t start,
                 uint32_t end);
    void *to;
} Telling;

void tell_emails(const uint8_t *plain, size_t length, size_t at, size_t at_end,
                 Telling *telling);
uint8_t month_of(const uint8_t *plain, const Token *token);
void tell_days(const uint8_t *plain, const Token *tokens, size_t count,
               Telling *telling);

#endif
