#include "projections/one_view.h"

namespace tally::projections {

namespace {
constexpr std::size_t digest_buffer_bytes = 64 << 10;

void append_size(std::string& out, std::size_t size) {
    for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(size >> shift);
}
}  // namespace

void OneView::prefetch_accounts(std::span<const domain::RecordedEvent> events, std::size_t at, ViewWriter& writer) {
    if (at == 0) ahead_ = {};
    ahead_.at(
        at, events.size(),
        [&](std::size_t later) -> std::uint64_t {
            const domain::StreamId& stream = events[later].envelope.stream;
            if (stream.kind != domain::StreamKind::account || stream == events[later - 1].envelope.stream) return 0;
            owner_.assign(stream.id.str());
            owner_ += '\0';
            return writer.prefetch_owner(view_, owner_);
        },
        [&](std::uint64_t hash, unsigned step) { writer.prefetch_owner(view_, hash, step); });
}

Result<void> OneView::each_row(const Point& point, View view, const UseRow& use) const {
    auto scan = point.scan(view);
    while (scan.next()) use(scan.key(), scan.value());
    return scan.status();
}

Result<eventstore::Hash> OneView::digest(const Point& point, View view) const {
    RowDigest digest;
    auto done = each_row(point, view, [&](std::string_view key, std::string_view value) { digest.add(key, value); });
    if (!done) return tl::unexpected(std::move(done.error()));
    return digest.result();
}

void RowDigest::add(std::string_view key, std::string_view value) {
    append_size(buffer_, key.size());
    buffer_ += key;
    append_size(buffer_, value.size());
    buffer_ += value;
    if (buffer_.size() >= digest_buffer_bytes) flush();
}

eventstore::Hash RowDigest::result() {
    flush();
    return hash_;
}

void RowDigest::flush() {
    hash_ = eventstore::sha256(std::string{eventstore::as_bytes(hash_)} + buffer_);
    buffer_.clear();
}

}  // namespace tally::projections
