/* Days, in the writings of Dutch and English. */
#include "records.h"

/* Two digits up to these may be a year of the present century too. */
#define MOST_RECENT 40

static const char *const MONTHS[12][4] = {
    {"january", "januari", "jan", "jan"},  {"february", "februari", "feb", "febr"},
    {"march", "maart", "mar", "mrt"},      {"april", "april", "apr", "apr"},
    {"may", "mei", "may", "mei"},          {"june", "juni", "jun", "jun"},
    {"july", "juli", "jul", "jul"},        {"august", "augustus", "aug", "aug"},
    {"september", "september", "sep", "sept"}, {"october", "oktober", "oct", "okt"},
    {"november", "november", "nov", "nov"}, {"december", "december", "dec", "dec"},
};

/* Return which month a word is, 0 for none. */
uint8_t month_of(const uint8_t *plain, const Token *token) {
    uint32_t length = token->end - token->start;
    if (length < 3 || length > 9)
        return 0;
    for (uint8_t month = 0; month < 12; month++)
        for (int way = 0; *MONTHS[month][0] == plain[token->start] && way < 4; way++)
            if (is_word(plain, token, MONTHS[month][way]))
                return month + 1;
    return 0;
}

/* Return the number that a word is, 0 for none. */
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

static void tell_day(Telling *telling, unsigned year, unsigned month, unsigned day,
                     const Token *tokens, size_t count) {
    uint8_t text[8];
    if (year < 1850 || year > 2199 || !month || month > 12 || !day || day > 31)
        return;
    unsigned number = year * 10000 + month * 100 + day;
    for (int at = 7; at >= 0; at--, number /= 10)
        text[at] = (uint8_t)('0' + number % 10);
    telling->tell(telling->to, text, sizeof text, tokens[0].start,
                  tokens[count - 1].end);
}

static unsigned four_digits(const uint8_t *at) {
    return (at[0] - '0') * 1000u + (at[1] - '0') * 100u + (at[2] - '0') * 10u +
           (at[3] - '0');
}

/* A date in one word: 19800312 or 12031980. */
static void tell_short_date(Telling *telling, const uint8_t *plain,
                            const Token *token) {
    const uint8_t *at = plain + token->start;
    if (!token->is_number || token->end - token->start != 8)
        return;
    unsigned front = four_digits(at), back = four_digits(at + 4);
    tell_day(telling, front, back / 100, back % 100, token, 1);
    tell_day(telling, back, front % 100, front / 100, token, 1);
    tell_day(telling, back, front / 100, front % 100, token, 1);
}

/* A day of a year that may be written with its last two digits. */
static void tell_year(Telling *telling, const uint8_t *plain, const Token *year,
                      unsigned month, unsigned day, const Token *tokens) {
    size_t count = (size_t)(year - tokens) + 1;
    unsigned number = number_of(plain, year);
    if (year->end - year->start != 2 || !year->is_number) {
        tell_day(telling, number, month, day, tokens, count);
        return;
    }
    tell_day(telling, 1900 + number, month, day, tokens, count);
    if (number <= MOST_RECENT)
        tell_day(telling, 2000 + number, month, day, tokens, count);
}

/* A date in words, of which the month is one: "the 12th of March 1980" has four. */
static void tell_date(Telling *telling, const uint8_t *plain, const Token *tokens,
                      size_t count) {
    if (!tokens->has_digit && !tokens->month)
        return;
    unsigned a = number_of(plain, tokens), b = number_of(plain, tokens + 1);
    unsigned c = number_of(plain, tokens + 2), month;
    if ((month = tokens[1].month)) {
        tell_year(telling, plain, tokens + 2, month, a, tokens);
        tell_day(telling, a, month, c, tokens, 3);
    } else if ((month = tokens[0].month)) {
        tell_year(telling, plain, tokens + 2, month, b, tokens);
    } else if (a && b && tokens[2].is_number) {
        tell_year(telling, plain, tokens + 2, b, a, tokens);
        if (a != b)
            tell_year(telling, plain, tokens + 2, a, b, tokens);
        tell_day(telling, a, b, c, tokens, 3);
    } else if (a && count > 3 && is_word(plain, tokens + 1, "of") &&
               (month = tokens[2].month)) {
        tell_year(telling, plain, tokens + 3, month, a, tokens);
    }
}

/* Tell of the days that words from the first of `tokens` on may mean. */
void tell_days(const uint8_t *plain, const Token *tokens, size_t count,
               Telling *telling) {
    tell_short_date(telling, plain, tokens);
    if (count >= 3)
        tell_date(telling, plain, tokens, count);
}
