/* E-mail addresses, also as people spell them out: "jan at example dot org". */
#include "records.h"

#define MOST_LOCAL 64
#define MOST_LABELS 6

typedef struct {
    const uint8_t *bytes;
    size_t length;
} Text;

static int is_sign(uint8_t byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte & 0x80;
}

static int is_local(uint8_t byte) {
    return is_sign(byte) || (byte && strchr("._%+-'", byte));
}

static int is_label(uint8_t byte) {
    return is_sign(byte) || byte == '-';
}

static int opens(uint8_t byte) {
    return byte && strchr(" ([{<", byte);
}

static int closes(uint8_t byte) {
    return byte && strchr(" )]}>", byte);
}

static size_t skip(const Text *text, size_t at, int (*is_skipped)(uint8_t)) {
    for (int most = 2; most && at < text->length && is_skipped(text->bytes[at]); most--)
        at++;
    return at;
}

/* Return how many bytes a word for a dot has here, if one stands here. */
static size_t dot_here(const Text *text, size_t at) {
    static const char *const words[] = {".", "dot", "punt"};
    for (int n = 0; n < 3; n++) {
        size_t length = strlen(words[n]);
        if (at + length < text->length && !memcmp(text->bytes + at, words[n], length))
            return length;
    }
    return 0;
}

/* Return where the next label begins after a dot however it is written, or 0. */
static size_t after_dot(const Text *text, size_t at) {
    if (at < text->length && text->bytes[at] == '.')
        return at + 1;
    size_t from = skip(text, at, opens), length = dot_here(text, from);
    if (from == at || !length)
        return 0;
    size_t to = skip(text, from + length, closes);
    return to == from + length ? 0 : to;
}

/* Return where a label ends that a spelled dot parts from `at`, or 0. */
static size_t before_dot(const Text *text, size_t at) {
    static const char *const words[] = {" dot ", " punt ", "[dot]", "(dot)"};
    for (int n = 0; n < 4; n++) {
        size_t length = strlen(words[n]);
        if (at > length && !memcmp(text->bytes + at - length, words[n], length))
            return at - length;
    }
    return 0;
}

static size_t local_start(const Text *text, size_t end) {
    size_t start = end;
    while (start > 0 && end - start < MOST_LOCAL && is_local(text->bytes[start - 1]))
        start--;
    while (start < end && strchr(".'-%+", text->bytes[start]))
        start++;
    return start;
}

/* Tell of the address of a local part and the domain at `at`, label by label. */
static void tell(const Text *text, const uint8_t *local, size_t local_length,
                 size_t start, size_t at, Telling *telling) {
    uint8_t address[LONGEST_EMAIL + 1];
    size_t length = local_length;
    memcpy(address, local, length);
    address[length++] = '@';
    for (int labels = 1; labels <= MOST_LABELS; labels++) {
        size_t from = at;
        while (at < text->length && is_label(text->bytes[at]))
            at++;
        if (at == from || length + (at - from) >= LONGEST_EMAIL)
            return;
        memcpy(address + length, text->bytes + from, at - from);
        length += at - from;
        if (labels > 1)
            telling->tell(telling->to, address, length, (uint32_t)start, (uint32_t)at);
        if (!(at = after_dot(text, at)))
            return;
        address[length++] = '.';
    }
}

/* Tell of the addresses around an at sign, or a word for it. */
void tell_emails(const uint8_t *plain, size_t length, size_t at, size_t at_end,
                 Telling *telling) {
    Text text = {plain, length};
    uint8_t local[2 * MOST_LOCAL], *first = local + sizeof local;
    size_t end = at, right = skip(&text, at_end, closes);
    for (int most = 2; most && end > 0 && opens(plain[end - 1]); most--)
        end--;
    for (int labels = 0; labels < 4; labels++) {
        size_t start = local_start(&text, end), size = end - start;
        if (!size || size + 1 > (size_t)(first - local))
            return;
        if (labels)
            *--first = '.';
        first -= size;
        memcpy(first, plain + start, size);
        size_t all = (size_t)(local + sizeof local - first);
        tell(&text, first, all, start, right, telling);
        // An underscore may also mark what is said with stress.
        if (*first == '_' && all > 1)
            tell(&text, first + 1, all - 1, start + 1, right, telling);
        if (!(end = before_dot(&text, start)))
            return;
    }
}
