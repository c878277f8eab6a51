#include "consumers/node/owner_feeds.h"

#include <algorithm>
#include <chrono>

#include "consumers/feed/content/contents.h"
#include "consumers/feed/feed_topic.h"
#include "eventstore/program_log.h"

namespace tally::consumers {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds pause_min = 1s;
constexpr std::chrono::milliseconds pause_max = 60s;
// A fenced feed has lost the division too, or learns so within this time: longer than a session.
constexpr std::chrono::milliseconds fenced_pause_min = 15s;

}  // namespace

std::string owner_feed_topic(const KafkaConfiguration& configuration, std::string_view feed, std::int32_t division) {
    const auto name = configuration.topic(feed);
    return configuration.divisions == 1 ? name : name + "." + std::to_string(division);
}

std::vector<TopicSpec> owner_feed_topics(const KafkaConfiguration& configuration) {
    std::vector<TopicSpec> topics;
    for (const auto& feed : configuration.feeds)
        for (std::int32_t division = 0; division < configuration.divisions; ++division)
            topics.push_back(feed_topic(configuration, feed, owner_feed_topic(configuration, feed, division)));
    return topics;
}

OwnerFeeds::OwnerFeeds(const KafkaConfiguration& configuration, std::int32_t division)
    : configuration_(configuration), division_(division) {}

OwnerFeeds::~OwnerFeeds() {
    stop();
}

void OwnerFeeds::start(eventstore::Division& division, const std::string& origin) {
    stop();
    stopping_ = false;
    const std::lock_guard lock(mutex_);
    for (const auto& feed : configuration_.feeds) {
        auto one = std::make_unique<One>();
        one->status.feed = feed;
        one->status.topic = owner_feed_topic(configuration_, feed, division_);
        one->status.failures = failures_[feed];
        one->thread = std::thread([this, &division, origin, one = one.get()] { run(*one, division, origin); });
        running_.push_back(std::move(one));
    }
}

void OwnerFeeds::begin_stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
}

void OwnerFeeds::stop() {
    begin_stop();
    std::vector<std::unique_ptr<One>> ending;
    {
        const std::lock_guard lock(mutex_);
        ending.swap(running_);
    }
    for (const auto& one : ending) one->thread.join();
    for (const auto& one : ending) failures_[one->status.feed] = one->status.failures;
}

std::vector<OwnerFeedStatus> OwnerFeeds::status() const {
    const std::lock_guard lock(mutex_);
    std::vector<OwnerFeedStatus> all;
    for (const auto& one : running_) all.push_back(one->status);
    return all;
}

void OwnerFeeds::note_trouble(One& one, std::string_view text, bool ended) {
    const std::lock_guard lock(mutex_);
    one.status.trouble = text;
    if (!ended) return;
    one.status.telling = false;
    ++one.status.failures;
}

void OwnerFeeds::run(One& one, eventstore::Division& division, const std::string& origin) {
    const std::string name = "division " + std::to_string(division_) + ": feed " + one.status.feed;
    FeedOptions options;
    options.origin = origin;
    options.topic = one.status.topic;
    options.compacted = is_compacted(one.status.feed);
    FeedWatch watch;
    watch.stop_asked = [this] { return stopping_.load(); };
    watch.started = [&](std::uint64_t from, std::uint64_t end) {
        spdlog::info("{}: publishes {} from position {} of {}", name, options.topic, from, end);
        const std::lock_guard lock(mutex_);
        one.status.telling = true;
        one.status.position = from;
        one.status.trouble.clear();
    };
    watch.reached = [&](std::uint64_t position) {
        const std::lock_guard lock(mutex_);
        one.status.position = position;
        one.status.trouble.clear();
    };
    watch.warned = [&](std::string_view text) {
        spdlog::warn("{}: {}", name, text);
        note_trouble(one, text, false);
    };
    auto pause = pause_min;
    while (!stopping_) {
        const auto begun = Clock::now();
        // What it has added up is of no more use after an error.
        const auto content = make_feed_content(
            one.status.feed,
            {division.currency(), [&](const domain::Personal& text) { return division.open_text(text); }});
        const auto summary = run_feed(division.store(), *content, configuration_, options, watch);
        if (summary) return;  // It was asked to stop.
        if (Clock::now() - begun > pause_max) pause = pause_min;
        if (summary.error().kafka == KafkaErrorKind::fenced) pause = std::max(pause, fenced_pause_min);
        note_trouble(one, summary.error().message, true);
        if (!stopping_) spdlog::warn("{}: {}; tried again in {} s", name, summary.error().message, pause / 1s);
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, pause, [this] { return stopping_.load(); });
        pause = std::min(2 * pause, pause_max);
    }
}

}  // namespace tally::consumers
