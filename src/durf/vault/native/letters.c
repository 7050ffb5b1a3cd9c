/* The letters of a text: what stays when everything that disguises is gone.
 *
 * From the plain normal form (durf.text.view) letters stay, digits become the
 * letters they look like, and signs that stand for letters inside a word do too.
 * Spaces, marks, emoji and all else go: "O m z 3 t", "#omzet" and "om-zet" are
 * one.
 */
#include "native.h"

#define SYMBOL_START 2
#define SYMBOL_END 3

/* 0 goes; '1' of a sign says: only where it stands for a letter. */
static const uint8_t LETTER[256] = {
    ['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e', ['f'] = 'f',
    ['g'] = 'g', ['h'] = 'h', ['i'] = 'i', ['j'] = 'j', ['k'] = 'k', ['l'] = 'i',
    ['m'] = 'm', ['n'] = 'n', ['o'] = 'o', ['p'] = 'p', ['q'] = 'q', ['r'] = 'r',
    ['s'] = 's', ['t'] = 't', ['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x',
    ['y'] = 'y', ['z'] = 'z', ['0'] = 'o', ['1'] = 'i', ['2'] = 'z', ['3'] = 'e',
    ['4'] = 'a', ['5'] = 's', ['6'] = '6', ['7'] = 't', ['8'] = 'b', ['9'] = 'g',
};
static const uint8_t SIGN[256] = {['@'] = 'a', ['$'] = 's', ['!'] = 'i'};

static inline uint8_t letter(uint8_t byte) {
    return byte & 0x80 ? byte : LETTER[byte];
}

/* Tell whether a letter follows the signs that begin here. */
static int leads_a_letter(const uint8_t *at, const uint8_t *end) {
    for (const uint8_t *most = at + 4; at < end && at < most; at++)
        if (!SIGN[*at])
            return letter(*at) != 0;
    return 0;
}

static inline uint8_t sign(const uint8_t *plain, const uint8_t *at,
                           const uint8_t *end) {
    if (leads_a_letter(at, end))
        return SIGN[*at];
    return *at == '$' && at > plain && letter(at[-1]) ? 's' : 0;
}

/* Write the letters of a text and where each came from; return how many. */
size_t letters_of(const uint8_t *plain, size_t length, uint8_t *letters,
                  uint32_t *origins) {
    size_t count = 0;
    const uint8_t *end = plain + length;
    for (const uint8_t *at = plain; at < end; at++) {
        uint8_t found = letter(*at);
        if (!found) {
            if (*at == SYMBOL_START) {
                while (at < end && *at != SYMBOL_END)
                    at++;
                continue;
            }
            if (!SIGN[*at] || !(found = sign(plain, at, end)))
                continue;
        }
        letters[count] = found;
        if (origins)
            origins[count] = (uint32_t)(at - plain);
        count++;
    }
    return count;
}

/* The same for whoever asks from outside. */
EXPORT int64_t durf_letters(const uint8_t *plain, size_t length, uint8_t *letters,
                            uint32_t *origins) {
    return (int64_t)letters_of(plain, length, letters, origins);
}
