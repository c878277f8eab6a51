#pragma once
// Text with a meaning. std::string never stands in a described record: a text is an identifier, a code of a control
// table, plain (declared not to be about a person) or personal (stored as ciphertext under that person's key).

#include <compare>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "domain/core/copy_bytes.h"

namespace tally::domain {

template <class Tag>
class Text {
  public:
    Text() = default;
    explicit Text(std::string value) : value_(std::move(value)) {}
    explicit Text(std::string_view value) : value_(value) {}
    explicit Text(const char* value) : value_(value) {}

    [[nodiscard]] const std::string& str() const { return value_; }
    // Keeps the memory. Texts that follow each other in a field are mostly of one length.
    void assign(std::string_view value) {
        if (value.size() == value_.size())
            copy_bytes(value_.data(), value.data(), value.size());
        else
            value_.assign(value);
    }
    [[nodiscard]] bool empty() const { return value_.empty(); }
    auto operator<=>(const Text&) const = default;

  private:
    std::string value_;
};

// Identities: at most 64 bytes of printable ASCII without '/', checked where text comes in (see valid_id).
using PersonId = Text<struct PersonIdTag>;
using AccountId = Text<struct AccountIdTag>;
using PremiseId = Text<struct PremiseIdTag>;
using ServicePointId = Text<struct ServicePointIdTag>;
using MeterId = Text<struct MeterIdTag>;
using ServiceAgreementId = Text<struct ServiceAgreementIdTag>;
using TariffId = Text<struct TariffIdTag>;
using DocumentId = Text<struct DocumentIdTag>;  // Invoice, credit note, statement, adjustment, charge: what AR names.
using SegmentId = Text<struct SegmentIdTag>;
using PaymentId = Text<struct PaymentIdTag>;            // One account's share of a payment event.
using PaymentEventId = Text<struct PaymentEventIdTag>;  // What was handed over at once; may pay several accounts.
using TenderId = Text<struct TenderIdTag>;
using BatchId = Text<struct BatchIdTag>;              // Tenders that are counted together.
using SuspenseId = Text<struct SuspenseIdTag>;        // A sum of which the account is not known.
using BankDepositId = Text<struct BankDepositIdTag>;  // Batches that went to the bank together.
using MasterId = Text<struct MasterIdTag>;            // What stands above accounts: a chain, a city, a campus.
using AddressId = Text<struct AddressIdTag>;
using CommandId = Text<struct CommandIdTag>;
using UserId = Text<struct UserIdTag>;  // Who signs in.

// A code of a control table, such as a customer class or a bill cycle. Unknown ones are refused by name.
using Code = Text<struct CodeTag>;

// Text declared not to be about a person.
using Plain = Text<struct PlainTag>;

// Text about a person. A command carries it in clear; between deciding and appending it is sealed: AES-256-GCM under
// the key of person `under`. Only sealed text is ever written, folded or kept in a view.
struct Personal {
    PersonId under;       // Whose key. Empty only while the text is empty.
    std::string bytes;    // Clear text, or nonce ‖ ciphertext ‖ tag once sealed.
    bool sealed = false;  // Not stored: what is stored is sealed.

    [[nodiscard]] bool empty() const { return bytes.empty(); }
    bool operator==(const Personal&) const = default;
};

// 1 to 64 printable ASCII characters, no space, no '/': fits a path, a key and a line of text.
[[nodiscard]] constexpr bool valid_id(std::string_view text) {
    if (text.empty() || text.size() > 64) return false;
    for (const char c : text)
        if (c <= ' ' || c >= 0x7f || c == '/') return false;
    return true;
}

}  // namespace tally::domain

template <class Tag>
struct std::hash<tally::domain::Text<Tag>> {
    std::size_t operator()(const tally::domain::Text<Tag>& text) const noexcept {
        return std::hash<std::string>{}(text.str());
    }
};
