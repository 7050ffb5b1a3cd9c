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
/* Between two words of one value. */
#define WIDEST_GAP 3

typedef struct {
    uint32_t start, end; /* bytes of the post */
    uint8_t is_number, has_digit, is_filler, is_particle;
} Token;

typedef struct {
    uint64_t hash;
    uint32_t start, end;
    uint8_t domain, length;
} Asked;

/* A value of the post that the tables have. */
typedef struct {
    uint64_t hash, first, count;
    uint32_t start, end, segment;
    uint8_t domain, is_short;
} Value;

typedef struct {
    uint64_t row; /* segment << 32 | row */
    uint32_t start, end;
    uint8_t field, is_alone;
} Member;

typedef struct {
    const Records *records;
    const uint8_t *plain;
    Asked asked[BLOCK];
    size_t asked_count;
    Value values[MOST_HITS];
    size_t value_count;
    int failed;
} Search;

static int is_letter(uint8_t byte) {
    return (byte >= 'a' && byte <= 'z') || byte >= 0x80;
}

static int is_digit(uint8_t byte) {
    return byte >= '0' && byte <= '9';
}

static int is_word(const uint8_t *plain, const Token *token, const char *word) {
    size_t length = strlen(word);
    return token->end - token->start == length &&
           !memcmp(plain + token->start, word, length);
}

/* Words that people write in place of the signs of an address. */
static int is_filler(const uint8_t *plain, const Token *token) {
    return is_word(plain, token, "at") || is_word(plain, token, "dot") ||
           is_word(plain, token, "punt") || is_word(plain, token, "apenstaartje");
}

/* Words inside surnames. */
static int is_particle(const uint8_t *plain, const Token *token) {
    static const char *const particles[] = {
        "van", "de", "der", "den", "ten", "ter", "te", "het", "t", "la", "le",
        "du", "da", "di", "dos", "das", "del", "von", "zu", "af", "bin", "ibn",
        "al", "el", "op", "aan", "in", "onder", "over", "s",
    };
    for (size_t n = 0; n < sizeof particles / sizeof *particles; n++)
        if (is_word(plain, token, particles[n]))
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
        token.is_filler = is_filler(plain, &token);
        token.is_particle = is_particle(plain, &token);
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
                           .domain = asked->domain,
                           .is_short = asked->length < LEAST_ALONE};
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

static void ask(Search *search, enum Domain domain, const uint8_t *text,
                size_t length, uint32_t start, uint32_t end) {
    uint8_t message[LONGEST + 1];
    message[0] = (uint8_t)('a' + domain);
    memcpy(message + 1, text, length);
    search->asked[search->asked_count++] =
        (Asked){keyed_hash(search->records->key, message, length + 1), start, end,
                (uint8_t)domain, (uint8_t)length};
    if (search->asked_count == BLOCK)
        look_up_asked(search);
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

static const char *const MONTHS[12][4] = {
    {"january", "januari", "jan", "jan"},  {"february", "februari", "feb", "febr"},
    {"march", "maart", "mar", "mrt"},      {"april", "april", "apr", "apr"},
    {"may", "mei", "may", "mei"},          {"june", "juni", "jun", "jun"},
    {"july", "juli", "jul", "jul"},        {"august", "augustus", "aug", "aug"},
    {"september", "september", "sep", "sept"}, {"october", "oktober", "oct", "okt"},
    {"november", "november", "nov", "nov"}, {"december", "december", "dec", "dec"},
};

static unsigned number_of(const uint8_t *plain, const Token *token) {
    unsigned number = 0;
    uint32_t at = token->start;
    if (token->end - token->start > 5 || !is_digit(plain[at]))
        return 0;
    for (; at < token->end && is_digit(plain[at]); at++)
        number = number * 10 + (plain[at] - '0');
    /* 12th, 3rd, 1e and 12de are numbers too. */
    Token ending = {.start = at, .end = token->end};
    if (at == token->end || is_word(plain, &ending, "st") ||
        is_word(plain, &ending, "nd") || is_word(plain, &ending, "rd") ||
        is_word(plain, &ending, "th") || is_word(plain, &ending, "e") ||
        is_word(plain, &ending, "de") || is_word(plain, &ending, "ste"))
        return number;
    return 0;
}

static unsigned month_of(const uint8_t *plain, const Token *token) {
    for (unsigned month = 0; month < 12; month++)
        for (int way = 0; way < 4; way++)
            if (is_word(plain, token, MONTHS[month][way]))
                return month + 1;
    return 0;
}

static void ask_day(Search *search, unsigned year, unsigned month, unsigned day,
                    const Token *tokens, size_t count) {
    uint8_t text[8];
    if (year < 1850 || year > 2199 || !month || month > 12 || !day || day > 31)
        return;
    unsigned number = year * 10000 + month * 100 + day;
    for (int at = 7; at >= 0; at--, number /= 10)
        text[at] = (uint8_t)('0' + number % 10);
    ask(search, DAY, text, sizeof text, tokens[0].start, tokens[count - 1].end);
}

static unsigned four_digits(const uint8_t *at) {
    return (at[0] - '0') * 1000u + (at[1] - '0') * 100u + (at[2] - '0') * 10u +
           (at[3] - '0');
}

/* A date in one word: 19800312 or 12031980. */
static void ask_short_date(Search *search, const Token *token) {
    const uint8_t *at = search->plain + token->start;
    if (!token->is_number || token->end - token->start != 8)
        return;
    unsigned front = four_digits(at), back = four_digits(at + 4);
    ask_day(search, front, back / 100, back % 100, token, 1);
    ask_day(search, back, front % 100, front / 100, token, 1);
    ask_day(search, back, front / 100, front % 100, token, 1);
}

/* A date in three words; where the order is open, both orders are asked. */
static void ask_date(Search *search, const Token *tokens) {
    const uint8_t *plain = search->plain;
    unsigned a = number_of(plain, tokens), b = number_of(plain, tokens + 1);
    unsigned c = number_of(plain, tokens + 2), month;
    if ((month = month_of(plain, tokens + 1))) {
        ask_day(search, c, month, a, tokens, 3);
        ask_day(search, a, month, c, tokens, 3);
    } else if ((month = month_of(plain, tokens))) {
        ask_day(search, c, month, b, tokens, 3);
    } else if (a && b && c) {
        ask_day(search, c, b, a, tokens, 3);
        if (a != b)
            ask_day(search, c, a, b, tokens, 3);
        ask_day(search, a, b, c, tokens, 3);
    }
}

static int has_at(const uint8_t *plain, const Token *one, const Token *other) {
    for (uint32_t at = one->end; at < other->start; at++)
        if (plain[at] == '@')
            return 1;
    return 0;
}

/* Ask what the words from the first of `tokens` on are when written together.
 *
 * Without a digit they may be an address, if there is an @ or a word for it, or a
 * short name of a place; with one, they may have one word without any beside it.
 */
static void ask_windows(Search *search, const Token *tokens, size_t count) {
    const uint8_t *plain = search->plain;
    uint8_t whole[LONGEST], short_of[LONGEST];
    size_t length = 0, kept = 0, without_digit = 0;
    int is_number = 1, is_address = 0, has_filler = 0;
    for (size_t n = 0; n < count; n++) {
        const Token *token = tokens + n;
        size_t size = token->end - token->start;
        if ((n && !goes_together(plain, token - 1, token)) || length + size > LONGEST)
            return;
        memcpy(whole + length, plain + token->start, size);
        length += size;
        if (!token->is_filler) {
            memcpy(short_of + kept, plain + token->start, size);
            kept += size;
        }
        has_filler |= token->is_filler;
        is_address |= token->is_filler || (n && has_at(plain, token - 1, token));
        is_number &= token->is_number;
        without_digit += !token->has_digit;
        if (is_address || n + 1 <= search->records->most_text ||
            (n + 1 > without_digit && without_digit < 2))
            ask(search, TOGETHER, whole, length, tokens[0].start, token->end);
        if (has_filler && kept && !token->is_filler)
            ask(search, TOGETHER, short_of, kept, tokens[0].start, token->end);
        if (is_number)
            ask_phone(search, whole, length, tokens[0].start, token->end);
    }
}

/* Tell whether words can be parts of one name: "Jansen, Piet" and "P. Jansen" can. */
static int is_one_name(const uint8_t *plain, const Token *one, const Token *other) {
    if (other->start - one->end > WIDEST_GAP)
        return 0;
    for (uint32_t at = one->end; at < other->start; at++)
        if (!plain[at] || !strchr(" ,.-'`", plain[at]))
            return 0;
    return 1;
}

static void search_tokens(Search *search, const Token *tokens, size_t count) {
    const Records *records = search->records;
    size_t most = count < MOST_TOKENS ? count : MOST_TOKENS;
    ask_windows(search, tokens, most);
    if (records->asks_days) {
        ask_short_date(search, tokens);
        if (count >= 3)
            ask_date(search, tokens);
    }
    /* A name of more than four words has a particle among them. */
    int has_particle = tokens->is_particle;
    for (size_t n = 1; n < count && n < MOST_NAME && records->asks_names; n++) {
        if (!is_one_name(search->plain, tokens + n - 1, tokens + n))
            break;
        has_particle |= tokens[n].is_particle;
        if (n < 4 || has_particle)
            ask_name(search, tokens, n + 1);
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
    for (size_t n = count; n-- > 0 && members[n].row == other->row;)
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
    return field < records->fields[n] && payload / FIELDS < records->rows[n] &&
           (records->domains[n] >> field * DOMAIN_BITS & 3) == value->domain;
}

static Member member_of(const Search *search, const Value *value, uint32_t payload) {
    uint8_t field = payload & (FIELDS - 1);
    const Records *records = search->records;
    int is_alone = (records->alone[value->segment] >> field & 1) &&
                   value->count <= MOST_OWNERS && !value->is_short;
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

/* Keep the rows that have a value that counts alone, or two fields. */
static size_t keep_rows(Member *members, size_t count) {
    size_t kept = 0;
    for (size_t start = 0, end; start < count; start = end) {
        unsigned fields = 0;
        int bites = 0;
        for (end = start; end < count && members[end].row == members[start].row; end++) {
            fields |= 1u << members[end].field;
            bites |= members[end].is_alone;
        }
        if (!bites && !(fields & (fields - 1)))
            continue;
        size_t first = kept;
        for (size_t n = start; n < end; n++)
            if (!is_in_members(members + first, kept - first, members + n))
                members[kept++] = members[n];
    }
    return kept;
}

/* Tell whether what was found can bite at all: a value alone, or two of one row. */
static int can_bite(const Search *search) {
    unsigned domains = 0, together = 0;
    for (size_t n = 0; n < search->value_count; n++) {
        const Value *value = search->values + n;
        int is_strong = value->domain == PHONE || value->domain == TOGETHER;
        if (is_strong && value->count <= MOST_OWNERS && !value->is_short)
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

/* Write entries for a batch of canonical values; return how many.
 *
 * `ends` says where each value ends in `text`; an empty one is left out.
 */
EXPORT int64_t durf_hash_values(const Key *key, const uint8_t *text,
                                const uint32_t *ends, const uint32_t *payloads,
                                size_t count, Entry *out) {
    size_t written = 0;
    uint32_t start = 0;
    for (size_t n = 0; n < count; start = ends[n++])
        if (ends[n] > start)
            out[written++] =
                (Entry){keyed_hash(*key, text + start, ends[n] - start), payloads[n]};
    return (int64_t)written;
}
