#include "consumers/intake/number_text.h"

namespace tally::consumers {

namespace {

// What a quantity may have: 18 digits in all.
constexpr int number_digits_max = 18;

}  // namespace

NumberError quantity_of(std::string_view text, int power_of_ten, domain::Quantity& quantity) {
    std::int64_t number = 0;
    int digits = 0;
    int decimals = 0;
    bool point = false;
    bool any = false;
    for (const char c : text) {
        if (c == '.' && !point) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9') return NumberError::not_a_number;
        any = true;
        if (digits == 0 && c == '0') {
            decimals += point ? 1 : 0;
            continue;
        }
        if (++digits > number_digits_max) return NumberError::too_large;
        number = number * 10 + (c - '0');
        decimals += point ? 1 : 0;
    }
    if (!any) return NumberError::not_a_number;
    int power = domain::Quantity::decimals + power_of_ten - decimals;
    for (; power > 0 && number != 0; --power)
        if (__builtin_mul_overflow(number, 10, &number)) return NumberError::too_large;
    for (; power < 0 && number != 0; ++power) {
        if (number % 10 != 0) return NumberError::too_many_decimals;
        number /= 10;
    }
    quantity.units = number;
    return NumberError::none;
}

}  // namespace tally::consumers
