/* Which rows of the vault's tables a post has values of.
 *
 * The words of a post are taken one to NINE at a time.  Written together they are
 * an account, an address or a number; sorted they are a name; read as a number they
 * may be a telephone number or a date.  Each such reading is looked up.  What is
 * found is joined by row: places of one fingerprint are in the order of their rows,
 * so that even a value that half the table has is joined in a few steps.
 */
#include "native.h"

#include "records.h"

#define BLOCK 64
#define MOST_TOKENS 9
#define MOST_NAME 6
#define LONGEST 64
#define MOST_HITS 256
/* Rows of a value are listed up to here; a more common one is only asked. */
#define MOST_LISTED 1024
#define LONGEST_PARTICLE 5
/* Of one row so many places in a post are compared. */
#define MOST_COMPARED 64
/* Between two words of one value. */
#define WIDEST_GAP 3

typedef struct {
    uint64_t hash;
    uint32_t start, end;
    uint8_t domain, length, shape;
} Asked;

/* A value of the post that the tables have. */
typedef struct {
    uint64_t hash, first, count;
    uint32_t start, end, segment;
    uint8_t domain, length, shape;
} Value;

typedef struct {
    uint64_t row; /* segment << 32 | row */
    uint32_t start, end;
    uint8_t field, is_alone;
} Member;

typedef struct {
    const Records *records;
    const uint8_t *plain;
    size_t length;
    Asked asked[BLOCK];
    size_t asked_count;
    Value values[MOST_HITS];
    size_t value_count;
    int failed;
} Search;

/* Words that people write in place of the sign of an address. */
static int is_at(const uint8_t *plain, const Token *token) {
    return is_word(plain, token, "at") || is_word(plain, token, "apenstaartje");
}

/* Words inside surnames. */
static int is_particle(const uint8_t *plain, const Token *token) {
    static const char *const particles[] = {
        "van", "de", "der", "den", "ten", "ter", "te", "het", "t", "la", "le",
        "du", "da", "di", "dos", "das", "del", "von", "zu", "af", "bin", "ibn",
        "al", "el", "op", "aan", "in", "onder", "over", "s",
    };
    if (token->end - token->start > LONGEST_PARTICLE)
        return 0;
    for (size_t n = 0; n < sizeof particles / sizeof *particles; n++)
        if (*particles[n] == plain[token->start] && is_word(plain, token, particles[n]))
            return 1;
    return 0;
}

/* Return the next word from `at` on; an empty one at the end. */
static Token next_token(const uint8_t *plain, size_t length, size_t at) {
    Token token = {.is_number = 1};
    while (at < length && !is_letter(plain[at]) && !is_digit(plain[at]))
        at++;
    token.start = token.end = (uint32_t)at;
    for (; at < length && (is_letter(plain[at]) || is_digit(plain[at])); at++) {
        token.is_number &= is_digit(plain[at]);
        token.has_digit |= is_digit(plain[at]);
    }
    token.end = (uint32_t)at;
    if (token.end > token.start && !token.has_digit) {
        token.is_at = is_at(plain, &token);
        token.is_particle = is_particle(plain, &token);
        token.month = month_of(plain, &token);
    }
    return token;
}

static int goes_together(const uint8_t *plain, const Token *one, const Token *other) {
    if (other->start - one->end > WIDEST_GAP)
        return 0;
    for (uint32_t at = one->end; at < other->start; at++)
        if (!strchr(" -._/@+()[]'`", plain[at]) || !plain[at])
            return 0;
    return 1;
}

static void look_up_asked(Search *search) {
    const Records *records = search->records;
    for (uint32_t n = 0; n < records->count; n++)
        for (size_t i = 0; i < search->asked_count; i++)
            segment_prefetch_bucket(records->segments + n, search->asked[i].hash);
    for (uint32_t n = 0; n < records->count; n++)
        for (size_t i = 0; i < search->asked_count; i++)
            segment_prefetch_tags(records->segments + n, search->asked[i].hash);
    for (uint32_t n = 0; n < records->count; n++) {
        for (size_t i = 0; i < search->asked_count; i++) {
            Asked *asked = search->asked + i;
            Value value = {.hash = asked->hash, .start = asked->start,
                           .end = asked->end, .segment = n,
                           .domain = asked->domain, .length = asked->length,
                           .shape = asked->shape};
            int64_t count =
                segment_count(records->segments + n, asked->hash, &value.first);
            if (count < 0)
                search->failed = BROKEN;
            if (count <= 0 || search->value_count == MOST_HITS)
                continue;
            value.count = (uint64_t)count;
            search->values[search->value_count++] = value;
        }
    }
    search->asked_count = 0;
}

static void ask_shape(Search *search, enum Domain domain, const uint8_t *text,
                      size_t length, uint8_t shape, uint32_t start, uint32_t end) {
    uint8_t message[LONGEST_EMAIL + 1];
    message[0] = (uint8_t)('a' + domain);
    memcpy(message + 1, text, length);
    search->asked[search->asked_count++] =
        (Asked){keyed_hash(search->records->key, message, length + 1), start, end,
                (uint8_t)domain, (uint8_t)length, shape};
    if (search->asked_count == BLOCK)
        look_up_asked(search);
}

static void ask(Search *search, enum Domain domain, const uint8_t *text,
                size_t length, uint32_t start, uint32_t end) {
    ask_shape(search, domain, text, length, 0, start, end);
}

/* Values of other lengths than the tables have are not worth a look. */
static void ask_together(Search *search, const uint8_t *text, size_t length,
                         uint8_t shape, uint32_t start, uint32_t end) {
    if (length >= LONGEST || !(search->records->lengths[shape - 1] >> length & 1))
        return;
    ask_shape(search, TOGETHER, text, length, shape, start, end);
}

/* A telephone number as it is written: with the country, with 00, or without. */
static void ask_phone(Search *search, const uint8_t *digits, size_t length,
                      uint32_t start, uint32_t end) {
    uint8_t whole[LONGEST];
    if (length < LEAST_PHONE || length > 15 + 3)
        return;
    if (digits[0] == '0' && digits[1] == '0') {
        digits += 2;
        length -= 2;
    }
    if (digits[0] != '0')
        ask(search, PHONE, digits, length, start, end);
    for (uint32_t n = 0; n < search->records->country_count; n++) {
        const char *code = search->records->countries[n];
        size_t many = strlen(code), trunk = digits[0] == '0';
        if (length > many + 1 && !memcmp(digits, code, many) && digits[many] == '0') {
            memcpy(whole, digits, many);
            memcpy(whole + many, digits + many + 1, length - many - 1);
            ask(search, PHONE, whole, length - 1, start, end);
        }
        memcpy(whole, code, many);
        memcpy(whole + many, digits + trunk, length - trunk);
        ask(search, PHONE, whole, many + length - trunk, start, end);
    }
}

static int by_bytes(const uint8_t *plain, const Token *one, const Token *other) {
    size_t first = one->end - one->start, second = other->end - other->start;
    int order = memcmp(plain + one->start, plain + other->start,
                       first < second ? first : second);
    return order ? order : (first > second) - (first < second);
}

/* A name in any order: its words, sorted. */
static void ask_name(Search *search, const Token *tokens, size_t count) {
    const Token *sorted[MOST_NAME];
    uint8_t text[LONGEST];
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = i;
        for (; at && by_bytes(search->plain, sorted[at - 1], tokens + i) > 0; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = tokens + i;
    }
    for (size_t i = 0; i < count; i++) {
        size_t size = sorted[i]->end - sorted[i]->start;
        if (length + size + 1 > LONGEST)
            return;
        memcpy(text + length, search->plain + sorted[i]->start, size);
        length += size;
        text[length++] = ' ';
    }
    ask(search, NAME, text, length, tokens[0].start, tokens[count - 1].end);
}

/* A name with a second name that the table may not have. */
static void ask_without_second(Search *search, const Token *tokens, size_t count) {
    Token kept[MOST_NAME];
    int is_initial = tokens[1].end - tokens[1].start < 2;
    /* Of two initials none is a second name. */
    if (tokens[1].is_particle || (is_initial && tokens[0].end - tokens[0].start < 2))
        return;
    kept[0] = tokens[0];
    memcpy(kept + 1, tokens + 2, (count - 2) * sizeof *kept);
    ask_name(search, kept, count - 1);
}

static void tell_address(void *to, const uint8_t *address, size_t length,
                         uint32_t start, uint32_t end) {
    ask(to, ADDRESS, address, length, start, end);
}

static void tell_day(void *to, const uint8_t *day, size_t length, uint32_t start,
                     uint32_t end) {
    ask(to, DAY, day, length, start, end);
}

static void ask_addresses(Search *search, size_t at, size_t at_end) {
    Telling telling = {tell_address, search};
    tell_emails(search->plain, search->length, at, at_end, &telling);
}

/* Ask what the words from the first of `tokens` on are when written together.
 *
 * Without a digit they may be a short name of a place; with one, they may have one
 * word without any beside it.
 */
static void ask_windows(Search *search, const Token *tokens, size_t count) {
    const uint8_t *plain = search->plain;
    uint8_t whole[LONGEST], shape = 0;
    size_t length = 0, without_digit = 0;
    for (size_t n = 0; n < count; n++) {
        const Token *token = tokens + n;
        size_t size = token->end - token->start;
        if ((n && !goes_together(plain, token - 1, token)) || length + size > LONGEST)
            return;
        memcpy(whole + length, plain + token->start, size);
        length += size;
        without_digit += !token->has_digit;
        shape |= token->has_digit ? OF_DIGITS : OF_LETTERS;
        shape |= token->is_number ? 0 : OF_LETTERS;
        if (n + 1 <= search->records->most_text ||
            (n + 1 > without_digit && without_digit < 2))
            ask_together(search, whole, length, shape, tokens[0].start, token->end);
        if (shape == OF_DIGITS)
            ask_phone(search, whole, length, tokens[0].start, token->end);
        else if (without_digit > 1 && n + 1 >= search->records->most_text)
            return;
    }
}

/* Tell whether words can be parts of one name: "Jansen, Piet" and "P. Jansen" can. */
static int is_one_name(const uint8_t *plain, const Token *one, const Token *other) {
    if (other->start - one->end > WIDEST_GAP)
        return 0;
    for (uint32_t at = one->end; at < other->start; at++)
        if (!plain[at] || !strchr(" ,.-'`_()", plain[at]))
            return 0;
    return 1;
}

static void search_tokens(Search *search, const Token *tokens, size_t count) {
    const Records *records = search->records;
    size_t most = count < MOST_TOKENS ? count : MOST_TOKENS;
    ask_windows(search, tokens, most);
    if (tokens->is_at && records->asks_addresses)
        ask_addresses(search, tokens->start, tokens->end);
    if (records->asks_days) {
        Telling telling = {tell_day, search};
        tell_days(search->plain, tokens, count, &telling);
    }
    /* A name of more than four words has a particle among them. */
    int has_particle = tokens->is_particle;
    for (size_t n = 1; n < count && n < MOST_NAME && records->asks_names; n++) {
        if (!is_one_name(search->plain, tokens + n - 1, tokens + n))
            break;
        has_particle |= tokens[n].is_particle;
        if (n < 4 || has_particle)
            ask_name(search, tokens, n + 1);
        if (n > 1 && (n < 4 || has_particle))
            ask_without_second(search, tokens, n + 1);
    }
}

static uint32_t payload_at(const Search *search, const Value *value, uint64_t rank) {
    const Records *records = search->records;
    uint32_t payload = 0;
    segment_unmask_one(records->segments + value->segment, records->mask_key,
                       value->hash, value->first, rank, &payload);
    return payload;
}

static int is_in_members(const Member *members, size_t count, const Member *other) {
    for (size_t n = 0; n < count; n++)
        if (members[n].field == other->field)
            return 1;
    return 0;
}

static int by_row(const void *one, const void *other) {
    const Member *a = one, *b = other;
    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    if (a->field != b->field)
        return a->field < b->field ? -1 : 1;
    return (a->start > b->start) - (a->start < b->start);
}

/* Return the rank of the first payload of a value that is no less, by halving. */
static uint64_t rank_of(const Search *search, const Value *value, uint32_t payload) {
    uint64_t from = 0, to = value->count;
    while (from < to) {
        uint64_t middle = from + (to - from) / 2;
        if (payload_at(search, value, middle) < payload)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

/* Tell whether a payload can belong to a value that was read in this way: where two
 * values have the same hash by chance, it mostly cannot. */
static int is_possible(const Records *records, const Value *value, uint32_t payload) {
    uint32_t field = payload & (FIELDS - 1), n = value->segment;
    uint32_t domain = records->domains[n] >> field * DOMAIN_BITS & 7;
    if (field >= records->fields[n] || payload / FIELDS >= records->rows[n])
        return 0;
    if (domain != value->domain || domain != TOGETHER)
        return domain == value->domain;
    const uint64_t *shapes = records->shapes + (n * FIELDS + field) * SHAPES;
    return shapes[value->shape - 1] >> value->length & 1;
}

static Member member_of(const Search *search, const Value *value, uint32_t payload) {
    uint8_t field = payload & (FIELDS - 1);
    const Records *records = search->records;
    int is_alone = (records->alone[value->segment] >> field & 1) &&
                   value->count <= MOST_OWNERS && value->length >= LEAST_ALONE;
    return (Member){(uint64_t)value->segment << 32 | payload / FIELDS, value->start,
                    value->end, field, (uint8_t)is_alone};
}

/* List the rows of values that few rows have, then ask the common ones about them. */
static size_t list_members(const Search *search, Member *members, size_t room) {
    size_t count = 0, listed;
    for (size_t n = 0; n < search->value_count; n++) {
        const Value *value = search->values + n;
        if (value->count > MOST_LISTED)
            continue;
        for (uint64_t rank = 0; rank < value->count && count < room; rank++) {
            uint32_t payload = payload_at(search, value, rank);
            if (is_possible(search->records, value, payload))
                members[count++] = member_of(search, value, payload);
        }
    }
    qsort(members, count, sizeof *members, by_row);
    listed = count;
    for (size_t n = 0; n < search->value_count; n++) {
        const Value *value = search->values + n;
        if (value->count <= MOST_LISTED)
            continue;
        for (size_t i = 0; i < listed && count < room; i++) {
            if (i && members[i].row == members[i - 1].row)
                continue;
            if (members[i].row >> 32 != value->segment)
                continue;
            uint32_t first = (uint32_t)members[i].row * FIELDS;
            uint64_t rank = rank_of(search, value, first);
            for (; rank < value->count && count < room; rank++) {
                uint32_t payload = payload_at(search, value, rank);
                if (payload / FIELDS != (uint32_t)members[i].row)
                    break;
                if (is_possible(search->records, value, payload))
                    members[count++] = member_of(search, value, payload);
            }
        }
    }
    qsort(members, count, sizeof *members, by_row);
    return count;
}

/* Tell whether a member is part of another's text: the name inside an address. */
static int is_inside(const Member *members, size_t count, const Member *one) {
    size_t most = count < MOST_COMPARED ? count : MOST_COMPARED;
    for (const Member *other = members; other < members + most; other++)
        if (other->field != one->field && other->start <= one->start &&
            other->end >= one->end &&
            other->end - other->start > one->end - one->start)
            return 1;
    return 0;
}

/* Keep of one row each field once, where it is no part of another. */
static size_t keep_fields(Member *kept, const Member *members, size_t count) {
    size_t many = 0;
    for (size_t n = 0; n < count; n++)
        if (!is_in_members(kept, many, members + n) &&
            !is_inside(members, count, members + n))
            kept[many++] = members[n];
    return many;
}

/* Keep the rows that have a value that counts alone, or two fields. */
static size_t keep_rows(Member *members, size_t count) {
    size_t kept = 0;
    for (size_t start = 0, end; start < count; start = end) {
        Member ours[FIELDS];
        int bites = 0;
        for (end = start; end < count && members[end].row == members[start].row;)
            end++;
        size_t many = keep_fields(ours, members + start, end - start);
        for (size_t n = 0; n < many; n++)
            bites |= ours[n].is_alone;
        if (!bites && many < 2)
            continue;
        memcpy(members + kept, ours, many * sizeof *ours);
        kept += many;
    }
    return kept;
}

/* Tell whether what was found can bite at all: a value alone, or two of one row. */
static int can_bite(const Search *search) {
    unsigned domains = 0, together = 0;
    for (size_t n = 0; n < search->value_count; n++) {
        const Value *value = search->values + n;
        int is_strong = value->domain == PHONE || value->domain == TOGETHER ||
                        value->domain == ADDRESS;
        if (is_strong && value->count <= MOST_OWNERS && value->length >= LEAST_ALONE)
            return 1;
        domains |= 1u << value->domain;
        together += value->domain == TOGETHER;
    }
    return (domains & (domains - 1)) || together > 1 || search->records->has_twins;
}

/* Write what of which rows stands in a post's plain normal form, by row. */
EXPORT int64_t durf_records(const Records *records, const uint8_t *plain,
                            size_t length, Owned *out, size_t most) {
    Token tokens[MOST_TOKENS];
    size_t count = 0, at = 0;
    Search search;
    search.records = records;
    search.plain = plain;
    search.length = length;
    search.asked_count = search.value_count = 0;
    search.failed = 0;
    for (int is_over = 0; !is_over || count;) {
        while (count < MOST_TOKENS && !is_over) {
            tokens[count] = next_token(plain, length, at);
            is_over = tokens[count].end == tokens[count].start;
            at = tokens[count].end;
            count += !is_over;
        }
        if (!count)
            break;
        search_tokens(&search, tokens, count);
        memmove(tokens, tokens + 1, --count * sizeof *tokens);
    }
    const uint8_t *sign = plain, *end = plain + length;
    while (records->asks_addresses && sign < end &&
           (sign = memchr(sign, '@', (size_t)(end - sign)))) {
        ask_addresses(&search, (size_t)(sign - plain), (size_t)(sign - plain) + 1);
        sign++;
    }
    look_up_asked(&search);
    if (search.failed)
        return search.failed;
    if (!search.value_count || !can_bite(&search))
        return 0;
    size_t room = (size_t)1 << 14;
    Member *members = malloc(room * sizeof *members);
    if (!members)
        return NO_MEMORY;
    size_t found = keep_rows(members, list_members(&search, members, room));
    found = found < most ? found : most;
    for (size_t n = 0; n < found; n++)
        out[n] = (Owned){(uint32_t)(members[n].row >> 32), (uint32_t)members[n].row,
                         members[n].field, members[n].is_alone, members[n].start,
                         members[n].end};
    free(members);
    return (int64_t)found;
}

static int shape_of(const uint8_t *text, size_t length) {
    int shape = 0;
    for (size_t at = 0; at < length; at++)
        shape |= is_digit(text[at]) ? OF_DIGITS : OF_LETTERS;
    return shape;
}

/* Write entries for a batch of canonical values; return how many.
 *
 * `ends` says where each value ends in `text`; an empty one is left out.  `shapes`
 * notes for each field the lengths of what is written together, by shape.
 */
EXPORT int64_t durf_hash_values(const Key *key, const uint8_t *text,
                                const uint32_t *ends, const uint32_t *payloads,
                                size_t count, uint64_t *shapes, Entry *out) {
    size_t written = 0;
    uint32_t start = 0;
    for (size_t n = 0; n < count; start = ends[n++]) {
        size_t length = ends[n] - start;
        if (!length)
            continue;
        out[written++] = (Entry){keyed_hash(*key, text + start, length), payloads[n]};
        if (text[start] == 'a' + TOGETHER && length > 1 && length <= LONGEST) {
            uint32_t field = payloads[n] & (FIELDS - 1);
            int shape = shape_of(text + start + 1, length - 1);
            shapes[field * SHAPES + shape - 1] |= (uint64_t)1 << (length - 1);
        }
    }
    return (int64_t)written;
}
