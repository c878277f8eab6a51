#include "tools/http/server/stream_pipe.h"

#include <utility>

namespace tally::tools {

bool StreamPipe::has_room() const {
    const std::lock_guard lock{mutex_};
    return out_.size() < bytes_max;
}

bool StreamPipe::gone() const {
    const std::lock_guard lock{mutex_};
    return gone_;
}

void StreamPipe::offer(std::string_view bytes) {
    {
        const std::lock_guard lock{mutex_};
        if (gone_) return;
        out_ += bytes;
    }
    stir();
}

void StreamPipe::finish() {
    {
        const std::lock_guard lock{mutex_};
        finished_ = true;
    }
    stir();
}

void StreamPipe::begin(std::function<void()> stir) {
    const std::lock_guard lock{mutex_};
    stir_ = std::move(stir);
}

StreamPipe::Out StreamPipe::take() {
    Out out;
    {
        const std::lock_guard lock{mutex_};
        out = {std::exchange(out_, {}), finished_};
    }
    if (!out.bytes.empty()) made_room_();
    return out;
}

void StreamPipe::lost() {
    {
        const std::lock_guard lock{mutex_};
        gone_ = true;
        out_.clear();
        stir_ = nullptr;
    }
    made_room_();
}

void StreamPipe::stir() {
    std::function<void()> stir;
    {
        const std::lock_guard lock{mutex_};
        stir = stir_;
    }
    if (stir) stir();
}

}  // namespace tally::tools
