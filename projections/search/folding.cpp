#include "projections/search/folding.h"

#include <algorithm>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "domain/core/assert.h"

namespace tally::projections {

namespace {

using Normalizer = const icu::Normalizer2* (*)(UErrorCode&);

const icu::Normalizer2& normalizer(Normalizer get) {
    UErrorCode error = U_ZERO_ERROR;
    const auto* found = get(error);
    TALLY_ASSERT(U_SUCCESS(error) && found, "ICU has its data for normalization");
    return *found;
}

icu::UnicodeString normalized(const icu::Normalizer2& by, const icu::UnicodeString& text) {
    UErrorCode error = U_ZERO_ERROR;
    icu::UnicodeString out = by.normalize(text, error);
    TALLY_ASSERT(U_SUCCESS(error), "normalization of text in memory succeeds");
    return out;
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Latin letters that Unicode does not decompose, as people type them without the stroke or ligature.
const char* plain_latin(UChar32 c) {
    switch (c) {
        case 0xe6:
            return "ae";
        case 0xf0:
            return "d";
        case 0xf8:
            return "o";
        case 0xfe:
            return "th";
        case 0x111:
            return "d";
        case 0x127:
            return "h";
        case 0x131:
            return "i";
        case 0x142:
            return "l";
        case 0x14b:
            return "n";
        case 0x153:
            return "oe";
        case 0x167:
            return "t";
        default:
            return nullptr;
    }
}

bool is_apostrophe(UChar32 c) {
    constexpr UChar32 apostrophes[] = {0x60,   0xb4,   0x2b9,  0x2bb,  0x2bc,  0x2bd,
                                       0x2018, 0x2019, 0x201b, 0x2032, 0x2035, 0xa78c};
    return std::find(std::begin(apostrophes), std::end(apostrophes), c) != std::end(apostrophes);
}

// Nonspacing and enclosing marks, and format characters, none of which is seen by itself.
bool is_left_out(UChar32 c) {
    return (U_MASK(u_charType(c)) & (U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK)) != 0 ||
           u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
}

void append_folded(UChar32 c, icu::UnicodeString& out) {
    if (is_left_out(c)) return;
    if (is_apostrophe(c))
        out.append(UChar32{'\''});
    else if (const char* plain = plain_latin(c))
        out.append(icu::UnicodeString::fromUTF8(plain));
    else
        out.append(c);
}

icu::UnicodeString fold(std::string_view text) {
    icu::UnicodeString apart = icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
    // Apostrophes first: some have a compatibility form with a blank in it.
    for (std::int32_t at = 0; at < apart.length(); ++at)
        if (is_apostrophe(apart[at])) apart.setCharAt(at, u'\'');
    apart = normalized(normalizer(&icu::Normalizer2::getNFKCCasefoldInstance), apart);
    apart = normalized(normalizer(&icu::Normalizer2::getNFKDInstance), apart);
    icu::UnicodeString out;
    for (std::int32_t at = 0; at < apart.length(); at = apart.moveIndex32(at, 1))
        append_folded(apart.char32At(at), out);
    return out;
}

bool in_word(UChar32 c) {
    return u_isalnum(c) != 0 || (U_MASK(u_charType(c)) & U_GC_M_MASK) != 0;
}

std::vector<std::string> split(std::string_view text, bool join_at_apostrophes) {
    std::vector<std::string> words;
    std::string word;
    const auto end_word = [&] {
        if (!word.empty()) words.push_back(std::move(word));
        word.clear();
    };
    const icu::UnicodeString letters = fold(text);
    for (std::int32_t at = 0; at < letters.length(); at = letters.moveIndex32(at, 1)) {
        const UChar32 c = letters.char32At(at);
        if (in_word(c))
            icu::UnicodeString(c).toUTF8String(word);
        else if (c != '\'' || !join_at_apostrophes)
            end_word();
    }
    end_word();
    return words;
}

}  // namespace

std::string folded(std::string_view text) {
    std::string out;
    if (is_ascii(text)) {
        for (const char c : text)
            out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c == '`' ? '\'' : c;
        return out;
    }
    fold(text).toUTF8String(out);
    return out;
}

std::vector<std::string> words_of(std::string_view text) {
    return split(text, false);
}

std::vector<std::string> joined_words_of(std::string_view text) {
    return split(text, true);
}

}  // namespace tally::projections
