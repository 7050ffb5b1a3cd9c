/* Fingerprints of a document: its grams, winnowed.
 *
 * Winnowing (Schleimer, Wilkerson and Aiken 2003): of every WINDOW grams in a row
 * the one that is first in a secret order is kept.  So two texts
 * that share a run of at least GRAM + WINDOW - 1 letters share a fingerprint.
 */
#include "native.h"
#include "grams.h"

/* The rolling order of the grams of a text: a sum with secret summands.
 *
 * It chooses which grams are kept, and is itself kept nowhere.
 */
typedef struct {
    const uint64_t *summands;
    uint64_t leaving[256]; /* what a letter adds when it goes */
    uint64_t sum;
} Order;

static void order_open(Order *order, const uint64_t *summands,
                       const uint8_t *letters) {
    uint64_t power = 1;
    order->summands = summands;
    order->sum = 0;
    for (int i = 0; i < GRAM; i++) {
        order->sum = order->sum * ROLL + summands[letters[i]];
        power *= ROLL;
    }
    for (int byte = 0; byte < 256; byte++)
        order->leaving[byte] = summands[byte] * power;
}

static inline void order_roll(Order *order, uint8_t leaves, uint8_t enters) {
    order->sum =
        order->sum * ROLL + order->summands[enters] - order->leaving[leaves];
}

static inline uint64_t lesser(uint64_t one, uint64_t other) {
    return one < other ? one : other;
}

/* Write the places of the grams that are kept; return how many.
 *
 * A rank is the order of a gram with its place in the last two bits, so that the
 * least of a window of four tells where it is.  There is no branch on what the text
 * says: it could not be predicted.
 */
static size_t winnow(Order *order, const uint8_t *letters, size_t grams,
                     Entry *out) {
    uint64_t rank, before = UINT64_MAX, pair = UINT64_MAX, pair_before = UINT64_MAX;
    size_t count = 0, kept = (size_t)-1;
    for (size_t i = 0; i < grams; i++) {
        rank = (order->sum & ~(uint64_t)(WINDOW - 1)) | (i & (WINDOW - 1));
        if (i + 1 < grams)
            order_roll(order, letters[i], letters[i + GRAM]);
        uint64_t fresh = lesser(before, rank);
        uint64_t least = lesser(pair_before, fresh);
        size_t at = i - ((i - least) & (WINDOW - 1));
        int is_whole = i + 1 >= WINDOW || i + 1 == grams;
        out[count].payload = at;
        count += is_whole && at != kept;
        kept = is_whole ? at : kept;
        pair_before = pair;
        pair = fresh;
        before = rank;
    }
    return count;
}

/* Write the fingerprints of letters, with their places from `place` on.
 *
 * All of them, or those that winnowing keeps.  Returns how many were written;
 * `out` must have room for one a gram, and one more.
 */
EXPORT int64_t durf_fingerprint(const Key *key, const uint64_t *summands,
                                const uint8_t *letters, size_t length,
                                uint32_t place, uint32_t all, Entry *out) {
    if (length < GRAM)
        return 0;
    size_t count = length - GRAM + 1;
    if (all) {
        for (size_t i = 0; i < count; i++)
            out[i].payload = i;
    } else {
        Order order;
        order_open(&order, summands, letters);
        count = winnow(&order, letters, count, out);
    }
    for (size_t i = 0; i < count; i++) {
        out[i].hash = keyed_hash(*key, letters + out[i].payload, GRAM);
        out[i].payload += place;
    }
    return (int64_t)count;
}
