#include "domain/core/money.h"

#include <algorithm>
#include <array>

#include "domain/core/decimal.h"

namespace tally::domain {

namespace {
constexpr std::string_view two_decimals =
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC "
    "CUP "
    "CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES "
    "KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK "
    "NPR "
    "NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS "
    "TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW ZWG";
constexpr std::string_view no_decimals = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
constexpr std::string_view three_decimals = "BHD IQD JOD KWD LYD OMR TND";

// The codes stand in order, each four bytes after the one before it.
bool lists(std::string_view codes, std::string_view code) {
    std::size_t begin = 0;
    for (std::size_t end = (codes.size() + 1) / 4; begin < end;) {
        const std::size_t middle = begin + (end - begin) / 2;
        if (codes.substr(4 * middle, 3) < code)
            begin = middle + 1;
        else
            end = middle;
    }
    return codes.substr(std::min(4 * begin, codes.size()), 3) == code;
}
}  // namespace

std::optional<Currency> Currency::parse(std::string_view code) {
    if (code.size() != 3) return std::nullopt;
    Currency currency;
    std::copy(code.begin(), code.end(), currency.code);
    if (lists(two_decimals, code))
        currency.decimals = 2;
    else if (lists(no_decimals, code))
        currency.decimals = 0;
    else if (lists(three_decimals, code))
        currency.decimals = 3;
    else
        return std::nullopt;
    return currency;
}

std::string to_string(Money amount, std::uint8_t decimals) {
    return fixed_to_string(amount.minor, decimals, decimals);
}
std::string to_string(MoneySum sum, std::uint8_t decimals) {
    if (sum.minor >= -Int128{INT64_MAX} && sum.minor <= INT64_MAX)
        return to_string(Money{static_cast<std::int64_t>(sum.minor)}, decimals);
    const bool negative = sum.minor < 0;
    std::string digits;
    for (Int128 left = negative ? -sum.minor : sum.minor; left > 0; left /= 10)
        digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(left % 10)));
    if (decimals > 0) digits.insert(digits.size() - decimals, 1, '.');
    return negative ? "-" + digits : digits;
}

AmountError parse_money(std::string_view text, std::uint8_t decimals, Money& amount) {
    switch (parse_fixed(text, decimals, amount.minor)) {
        case FixedError::none:
            break;
        case FixedError::not_a_number:
            return AmountError::not_a_number;
        case FixedError::too_many_decimals:
            return AmountError::too_many_decimals;
        case FixedError::too_large:
            return AmountError::too_large;
    }
    if (amount > largest_amount || amount < -largest_amount) return AmountError::too_large;
    return AmountError::none;
}

}  // namespace tally::domain
