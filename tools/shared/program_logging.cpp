#include "tools/shared/program_logging.h"

#include <CLI/Validators.hpp>
#include <condition_variable>
#include <deque>
#include <fmt/format.h>
#include <memory>
#include <mutex>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <thread>
#include <unistd.h>

#include "domain/core/date.h"
#include "eventstore/codec/json.h"
#include "eventstore/program_log.h"
#include "tools/http/server/log_drops.h"
#include "tools/http/server/request_log.h"

namespace tally::tools {

namespace {

constexpr std::string_view requests_logger = "requests";
constexpr std::size_t queued_lines_max = 8'192;

std::string instant_text(spdlog::log_clock::time_point time) {
    return domain::to_string(
        domain::Instant{std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count()});
}

// {"instant":…,"level":…,"program":…,"message":…}; of a request its members instead of a message.
class JsonLines final : public spdlog::formatter {
  public:
    explicit JsonLines(std::string program) : program_(std::move(program)) {}
    void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& into) override {
        const auto level = spdlog::level::to_string_view(message.level);
        std::string line = R"({"instant":")" + instant_text(message.time) + R"(","level":")" +
                           std::string{level.data(), level.size()} + R"(","program":)";
        eventstore::write_json_string(program_, line);
        const std::string_view text{message.payload.data(), message.payload.size()};
        if (std::string_view{message.logger_name.data(), message.logger_name.size()} == requests_logger) {
            line.append(R"(,"event":"request",)").append(text);
        } else {
            line += R"(,"event":"message","message":)";
            eventstore::write_json_string(text, line);
        }
        line += "}\n";
        into.append(line.data(), line.data() + line.size());
    }
    [[nodiscard]] std::unique_ptr<spdlog::formatter> clone() const override {
        return std::make_unique<JsonLines>(program_);
    }

  private:
    const std::string program_;
};

// Lines in the order in which they were logged, written by a thread that ends with the program.
class LineQueue {
  public:
    static LineQueue& of_program() {
        // Never destroyed: its thread may be held up by the reader of standard error.
        static auto* const queue = new LineQueue;
        return *queue;
    }
    void add(std::string line) {
        const std::lock_guard lock{mutex_};
        if (lines_.size() >= queued_lines_max) return count_dropped_log_line();
        lines_.push_back(std::move(line));
        changed_.notify_all();
    }
    void finish(std::chrono::milliseconds patience) {
        std::unique_lock lock{mutex_};
        changed_.wait_for(lock, patience, [&] { return lines_.empty() && !writing_; });
    }

  private:
    LineQueue() {
        std::thread{[this] { write_lines(); }}.detach();
    }
    void write_lines() {
        std::unique_lock lock{mutex_};
        for (;;) {
            changed_.wait(lock, [&] { return !lines_.empty(); });
            std::string text;
            while (!lines_.empty() && text.size() < (64u << 10)) {
                text += lines_.front();
                lines_.pop_front();
            }
            writing_ = true;
            lock.unlock();
            write_all(text);
            lock.lock();
            writing_ = false;
            changed_.notify_all();
        }
    }
    static void write_all(std::string_view text) {
        while (!text.empty()) {
            const auto written = ::write(STDERR_FILENO, text.data(), text.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) return;  // It has no reader.
            text.remove_prefix(static_cast<std::size_t>(written));
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::string> lines_;
    bool writing_ = false;
};

class QueuedSink final : public spdlog::sinks::base_sink<std::mutex> {
  protected:
    void sink_it_(const spdlog::details::log_msg& message) override {
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        LineQueue::of_program().add({line.data(), line.size()});
    }
    void flush_() override {}
};

void log_to(const LogOptions& options, const spdlog::sink_ptr& sink, bool requests) {
    const bool json = options.format == "json";
    if (json) sink->set_formatter(std::make_unique<JsonLines>(options.program));
    auto logger = std::make_shared<spdlog::logger>(options.program, sink);
    const auto level = spdlog::level::from_str(options.level);
    logger->set_level(level);
    spdlog::set_default_logger(std::move(logger));
    spdlog::drop(std::string{requests_logger});
    if (!requests) return log_requests_to(nullptr, false);
    auto of_requests = std::make_shared<spdlog::logger>(std::string{requests_logger}, sink);
    of_requests->set_level(level);
    spdlog::register_logger(of_requests);
    log_requests_to(std::move(of_requests), json);
}

}  // namespace

void add_log_format_option(CLI::App& command, std::string& format) {
    command.add_option("--log-format", format, "How it is logged: text, or json, an object a line")
        ->check(CLI::IsMember({"text", "json"}))
        ->capture_default_str();
}

void start_logging(const LogOptions& options) {
    spdlog::sink_ptr sink;
    if (options.format == "json")
        sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    else
        sink = std::make_shared<spdlog::sinks::stderr_color_sink_mt>();
    log_to(options, sink, false);
}

void start_logging_of_a_server(const LogOptions& options) {
    log_to(options, std::make_shared<QueuedSink>(), true);
}

void set_log_level(const std::string& level) {
    spdlog::set_level(spdlog::level::from_str(level));
}

void finish_logging(std::chrono::milliseconds patience) {
    LineQueue::of_program().finish(patience);
}

}  // namespace tally::tools
