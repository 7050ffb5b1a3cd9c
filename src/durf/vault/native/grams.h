/* How long a gram is, and how the order of grams rolls on. */
#ifndef DURF_GRAMS_H
#define DURF_GRAMS_H

#define GRAM 12
#define WINDOW 4
#define ROLL 0x9e3779b97f4a7c15u

#endif
