#include "eventstore/merkle/checkpoint_file.h"

#include <fmt/format.h>
#include <utility>

#include "eventstore/hex.h"
#include "eventstore/merkle/tree.h"
#include "eventstore/storage/durable_file.h"

namespace tally::eventstore {

namespace {

constexpr std::string_view note_name = "checkpoint";
constexpr std::string_view signing_name = "checkpoint.signing";

tl::unexpected<StoreError> damaged(const std::filesystem::path& path, std::string_view what) {
    return fail(StoreErrorKind::damaged, fmt::format("{}: {}; restore the file from a copy", path.string(), what));
}

}  // namespace

Result<std::string> read_checkpoint_note(const std::filesystem::path& directory) {
    auto note = read_file(directory / note_name);
    if (!note) return tl::unexpected(std::move(note.error()));
    return note->value_or(std::string{});
}

Result<CheckpointFile> CheckpointFile::open(const std::filesystem::path& directory, NoteVerifier verifier) {
    CheckpointFile file(directory, std::move(verifier));
    const auto take = [&file](const std::filesystem::path& path, std::string_view text) -> Result<Checkpoint> {
        auto checkpoint = parse_checkpoint(text);
        if (!checkpoint) return damaged(path, checkpoint.error().message);
        if (checkpoint->origin != file.verifier_.name()) {
            return damaged(path,
                           fmt::format("it is of the log {}, not of {}", checkpoint->origin, file.verifier_.name()));
        }
        return checkpoint;
    };

    const auto note_path = directory / note_name;
    auto note = read_file(note_path);
    if (!note) return tl::unexpected(note.error());
    if (*note) {
        const auto opened = open_note(**note, {&file.verifier_, 1});
        if (!opened) return damaged(note_path, opened.error().message);
        auto checkpoint = take(note_path, opened->text);
        if (!checkpoint) return tl::unexpected(checkpoint.error());
        file.note_ = std::move(**note);
        file.noted_ = file.last_ = std::move(*checkpoint);
    }
    const auto signing_path = directory / signing_name;
    const auto signing = read_file(signing_path);
    if (!signing) return tl::unexpected(signing.error());
    if (*signing) {
        auto checkpoint = take(signing_path, **signing);
        if (!checkpoint) return tl::unexpected(checkpoint.error());
        if (file.last_ && file.last_->size == checkpoint->size && file.last_->root != checkpoint->root) {
            return damaged(signing_path, fmt::format("it has another root for size {} than {}", checkpoint->size,
                                                     note_path.string()));
        }
        if (!file.last_ || checkpoint->size > file.last_->size) file.last_ = std::move(*checkpoint);
    }
    return file;
}

Result<std::string> CheckpointFile::sign(const Checkpoint& checkpoint, const NoteSigner& signer) {
    if (checkpoint.origin != verifier_.name() || signer.verifier().verifier_key() != verifier_.verifier_key()) {
        return fail(StoreErrorKind::damaged,
                    fmt::format("a checkpoint of {} signed by {}: this log is {}", checkpoint.origin,
                                signer.verifier().name(), verifier_.name()));
    }
    if (noted_ == checkpoint && last_ == noted_) return note_;
    if (last_ && checkpoint.size < last_->size) {
        return fail(StoreErrorKind::damaged, fmt::format("a checkpoint of {} entries was signed, so one of {} is not",
                                                         last_->size, checkpoint.size));
    }
    if (last_ && checkpoint.size == last_->size && checkpoint.root != last_->root) {
        return fail(StoreErrorKind::damaged,
                    fmt::format("size {} was signed with root {}, so root {} is not: entries were changed",
                                checkpoint.size, to_hex(last_->root), to_hex(checkpoint.root)));
    }
    const std::string text = checkpoint_text(checkpoint);
    // Remembered even when writing fails: what reached the disk is then unknown, and this size has its one root.
    last_ = checkpoint;
    if (auto written = replace_file(directory_ / signing_name, text); !written) {
        return tl::unexpected(written.error());
    }
    auto note = signer.sign(text);
    if (!note) return note;
    if (auto written = replace_file(directory_ / note_name, *note); !written) return tl::unexpected(written.error());
    note_ = std::move(*note);
    noted_ = checkpoint;
    return note_;
}

Result<void> CheckpointFile::check(std::uint64_t log_end, const TileSource& tiles) const {
    if (!last_) return {};
    if (log_end < last_->size) {
        return fail(StoreErrorKind::damaged,
                    fmt::format("the log ends at position {}, but a checkpoint of {} entries was signed; restore the "
                                "store from a copy",
                                log_end, last_->size));
    }
    const auto root = root_at(tiles, last_->size);
    if (!root) return tl::unexpected(root.error());
    if (*root != last_->root) {
        return fail(StoreErrorKind::damaged,
                    fmt::format("the log has root {} at size {}, but {} was signed: entries were changed; restore the "
                                "store from a copy",
                                to_hex(*root), last_->size, to_hex(last_->root)));
    }
    return {};
}

}  // namespace tally::eventstore
