/* Fingerprints of a document: its grams, winnowed.
 *
 * Winnowing (Schleimer, Wilkerson and Aiken 2003): of every WINDOW grams in a row
 * the one with the least keyed order is kept, the last among equals.  So two texts
 * that share a run of at least GRAM + WINDOW - 1 letters share a fingerprint.
 */
#include "native.h"
#include "grams.h"

/* Write the fingerprints of letters, with their places from `place` on.
 *
 * A window of 1 keeps every gram.  Returns how many were written; `out` must have
 * room for one a gram.
 */
EXPORT int64_t durf_fingerprint(const Key *key, const uint64_t *order,
                                const uint8_t *letters, size_t length,
                                uint32_t place, uint32_t window, Entry *out) {
    if (length < GRAM)
        return 0;
    size_t grams = length - GRAM + 1, count = 0;
    if (window == 1) {
        for (size_t i = 0; i < grams; i++)
            out[count++] =
                (Entry){keyed_hash(*key, letters + i, GRAM), place + i};
        return (int64_t)count;
    }
    /* The order is a rolling sum with secret summands: it chooses, and is not kept. */
    uint64_t leaves[256], rolling = 0, power = 1;
    for (int i = 0; i < GRAM; i++) {
        rolling = rolling * ROLL + order[letters[i]];
        power *= ROLL;
    }
    for (int byte = 0; byte < 256; byte++)
        leaves[byte] = order[byte] * power;
    uint64_t recent[MOST_WINDOW];
    size_t least = 0, chosen = (size_t)-1;
    for (size_t i = 0;; i++) {
        recent[i % window] = rolling;
        if (i - least >= window) {
            least = i - window + 1;
            for (size_t j = least + 1; j <= i; j++)
                if (recent[j % window] <= recent[least % window])
                    least = j;
        } else if (rolling <= recent[least % window]) {
            least = i;
        }
        if ((i + 1 >= window || i + 1 == grams) && least != chosen) {
            chosen = least;
            out[count++] = (Entry){keyed_hash(*key, letters + least, GRAM),
                                   place + (uint32_t)least};
        }
        if (i + 1 == grams)
            return (int64_t)count;
        rolling = rolling * ROLL + order[letters[i + GRAM]] - leaves[letters[i]];
    }
}
