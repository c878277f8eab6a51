#include "tools/http/server/exchange_pipe.h"

#include <utility>

namespace tally::tools {

HttpExchange::Body ExchangePipe::receive(std::string& into) {
    bool resume = false;
    Body body = Body::open;
    {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return !in_.empty() || changed_state_ || woken_; });
        woken_ = false;
        changed_state_ = false;
        into += in_;
        in_.clear();
        body = body_;
        resume = std::exchange(reading_paused_, false);
    }
    if (resume) stir_();
    return body;
}

bool ExchangePipe::wait(std::chrono::milliseconds at_most) {
    std::unique_lock lock{mutex_};
    changed_.wait_for(lock, at_most, [&] { return woken_ || body_ == Body::cut_off; });
    woken_ = false;
    return body_ != Body::cut_off;
}

void ExchangePipe::wake() {
    const std::lock_guard lock{mutex_};
    if (std::exchange(woken_, true)) return;
    changed_.notify_all();
}

bool ExchangePipe::send(std::string_view bytes) {
    {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return out_.size() < out_bytes_max || lost_; });
        if (lost_) return false;
        out_ += bytes;
    }
    stir_();
    return true;
}

void ExchangePipe::finish(bool whole) {
    {
        const std::lock_guard lock{mutex_};
        finished_ = true;
        whole_ = whole;
    }
    stir_();
}

void ExchangePipe::arrived(std::string_view piece) {
    const std::lock_guard lock{mutex_};
    in_ += piece;
    changed_.notify_all();
}

void ExchangePipe::body_ended() {
    const std::lock_guard lock{mutex_};
    if (body_ == Body::open) body_ = Body::ended;
    changed_state_ = true;
    changed_.notify_all();
}

void ExchangePipe::stop_reading() {
    const std::lock_guard lock{mutex_};
    if (body_ == Body::open) body_ = Body::cut_off;
    changed_state_ = true;
    changed_.notify_all();
}

void ExchangePipe::lost() {
    const std::lock_guard lock{mutex_};
    body_ = Body::cut_off;
    lost_ = true;
    changed_state_ = true;
    changed_.notify_all();
}

bool ExchangePipe::wants_more() {
    const std::lock_guard lock{mutex_};
    reading_paused_ = in_.size() >= in_bytes_max;
    return !reading_paused_;
}

ExchangePipe::Out ExchangePipe::take() {
    const std::lock_guard lock{mutex_};
    Out out{std::exchange(out_, {}), finished_, whole_};
    changed_.notify_all();
    return out;
}

void ExchangePipe::signed_in(std::string_view user) {
    const std::lock_guard lock{mutex_};
    user_ = std::string{user};
}

std::string ExchangePipe::user() {
    const std::lock_guard lock{mutex_};
    return user_;
}

}  // namespace tally::tools
