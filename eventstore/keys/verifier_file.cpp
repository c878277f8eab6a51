#include "eventstore/keys/verifier_file.h"

#include "eventstore/byte_order_mark.h"
#include "eventstore/storage/durable_file.h"

namespace tally::eventstore {

namespace {

constexpr std::string_view verifier_file_name = "verifier-key";

}  // namespace

Result<void> write_verifier(const std::filesystem::path& keys, const NoteVerifier& verifier) {
    return replace_file(keys / verifier_file_name, verifier.verifier_key() + '\n');
}

Result<NoteVerifier> read_verifier(const std::filesystem::path& keys) {
    const auto path = keys / verifier_file_name;
    auto text = read_file(path);
    if (!text) return tl::unexpected(std::move(text.error()));
    auto line = without_byte_order_mark(*text ? std::string_view{**text} : std::string_view{});
    line = line.substr(0, line.find_first_of("\r\n"));
    if (line.empty())
        return fail(StoreErrorKind::not_a_store,
                    path.string() + ": missing or empty: give the directory that `tally init` made with --keys");
    auto verifier = NoteVerifier::parse(line);
    if (!verifier) return fail(StoreErrorKind::damaged, path.string() + ": " + verifier.error().message);
    return verifier;
}

}  // namespace tally::eventstore
