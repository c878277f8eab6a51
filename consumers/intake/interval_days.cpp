#include "consumers/intake/interval_days.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <openssl/sha.h>
#include <span>
#include <string>

#include "eventstore/hex.h"

namespace tally::consumers {

namespace {
// Texts one after the other, each with its length, so that no two lists of them are alike.
class SaidTexts {
  public:
    SaidTexts& operator<<(std::string_view part) {
        said_ += std::to_string(part.size());
        said_ += ':';
        said_ += part;
        return *this;
    }
    [[nodiscard]] domain::CommandId id(std::string_view format) const {
        const auto bytes = digest();
        return domain::CommandId{std::string{format} + "-" + eventstore::to_hex(std::span{bytes}.first(16))};
    }
    // 96 bits, of what `about` names.
    [[nodiscard]] domain::CommandId id_about(const std::string& about) const {
        static constexpr std::string_view digits = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
        constexpr std::size_t bytes_used = 12;
        std::string made = about;
        const auto bytes = digest();
        for (std::size_t i = 0; i < bytes_used; i += 3)
            for (unsigned shift = 24; shift > 0; shift -= 6) {
                const unsigned three = (unsigned{bytes[i]} << 16) | (unsigned{bytes[i + 1]} << 8) | bytes[i + 2];
                made += digits[three >> (shift - 6) & 63];
            }
        return domain::CommandId{std::move(made)};
    }

  private:
    [[nodiscard]] std::array<unsigned char, SHA256_DIGEST_LENGTH> digest() const {
        std::array<unsigned char, SHA256_DIGEST_LENGTH> made{};
        SHA256(reinterpret_cast<const unsigned char*>(said_.data()), said_.size(), made.data());
        return made;
    }
    std::string said_;
};
}  // namespace

domain::CommandId id_of_interval_day(std::string_view format, const domain::RecordIntervalDay& day,
                                     std::optional<std::uint64_t> replaces) {
    SaidTexts said;
    said << format << "interval day" << day.service_point.str() << day.channel.str() << std::to_string(day.date.days)
         << std::to_string(day.interval_minutes);
    std::string values(day.values.size() * sizeof(std::int64_t), '\0');
    for (std::size_t i = 0; i < day.values.size(); ++i)
        std::memcpy(values.data() + i * sizeof(std::int64_t), &day.values[i].units, sizeof(std::int64_t));
    said << values << day.unit.str() << domain::name_of(day.quality);
    for (const auto& some : day.qualities)
        said << std::to_string(some.first) + "-" + std::to_string(some.last) +
                    std::string{domain::name_of(some.quality)};
    said << day.source.str();
    if (replaces) said << "replaces " + std::to_string(*replaces);
    // Ids of one channel's days lie side by side, where a few bytes each are enough to hold them.
    const std::string about = std::string{format} + "-" + day.service_point.str() + "-" + day.channel.str() + "-" +
                              domain::to_string(day.date) + "-";
    constexpr std::size_t longest = 64 - 16;
    return about.size() <= longest ? said.id_about(about) : said.id(format);
}

domain::CommandId id_of_read(std::string_view format, const domain::RecordRead& read,
                             std::optional<std::uint64_t> replaces) {
    SaidTexts said;
    said << format << "read" << read.service_point.str() << read.channel.str() << std::to_string(read.read_on.days)
         << std::to_string(read.value.units) << domain::name_of(read.quality) << read.source.str();
    if (replaces) said << "replaces " + std::to_string(*replaces);
    return said.id(format);
}

void split_qualities(const std::vector<domain::Quality>& each, domain::Quality& most,
                     std::vector<domain::IntervalQuality>& others) {
    std::array<std::size_t, 4> counts{};
    for (const auto quality : each) ++counts[static_cast<std::size_t>(quality)];
    most = static_cast<domain::Quality>(std::max_element(counts.begin(), counts.end()) - counts.begin());
    others.clear();
    for (std::size_t i = 0; i < each.size(); ++i) {
        if (each[i] == most) continue;
        const auto place = static_cast<std::uint16_t>(i + 1);
        if (!others.empty() && others.back().quality == each[i] && others.back().last + 1 == place)
            others.back().last = place;
        else
            others.push_back({place, place, each[i]});
    }
}

}  // namespace tally::consumers
