#include "tools/http/server/http_metrics.h"

#include <algorithm>
#include <array>
#include <functional>
#include <initializer_list>
#include <map>
#include <mutex>
#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "tools/http/server/log_drops.h"
#include "tools/http/server/metric_table.h"

namespace tally::tools {

namespace {

using Read = std::function<std::uint64_t(const DivisionFigures&)>;

using ReadFeed = std::function<std::uint64_t(const DivisionFigures&, const FeedState&)>;

prometheus::ClientMetric& add_metric(prometheus::MetricFamily& family, std::int32_t division, std::uint64_t value) {
    auto& metric = family.metric.emplace_back();
    metric.label.push_back({"division", std::to_string(division)});
    (family.type == prometheus::MetricType::Counter ? metric.counter.value : metric.gauge.value) =
        static_cast<double>(value);
    return metric;
}

prometheus::MetricType type_of(MetricKind kind) {
    switch (kind) {
        case MetricKind::counter:
            return prometheus::MetricType::Counter;
        case MetricKind::gauge:
            return prometheus::MetricType::Gauge;
        case MetricKind::histogram:
            return prometheus::MetricType::Histogram;
    }
    return prometheus::MetricType::Untyped;
}

prometheus::MetricFamily family_of(std::string_view name) {
    const auto& row = metric_row(name);
    return {std::string{row.name}, std::string{row.help}, type_of(row.kind), {}};
}

// Counts of our own as Prometheus has them: each bucket counts all that is below its bound.
prometheus::MetricFamily family_of_commits(const std::vector<DivisionFigures>& all) {
    using eventstore::CommitDurations;
    prometheus::MetricFamily family = family_of("tally_commit_seconds");
    for (const auto& figures : all) {
        if (!figures.answered_here) continue;
        const auto& counts = figures.store.commit_durations;
        auto& metric = family.metric.emplace_back();
        metric.label.push_back({"division", std::to_string(figures.state.number)});
        std::uint64_t below = 0;
        for (std::size_t i = 0; i < CommitDurations::upper_bounds_us.size(); ++i) {
            below += counts.below[i];
            metric.histogram.bucket.push_back({below, CommitDurations::upper_bounds_us[i] / 1e6});
        }
        metric.histogram.sample_count = below + counts.below.back();
        metric.histogram.sample_sum = static_cast<double>(counts.total_us) / 1e6;
    }
    return family;
}

prometheus::MetricFamily family_by_division(std::string_view name, const std::vector<DivisionFigures>& all,
                                            bool only_answered_here, const Read& read) {
    auto family = family_of(name);
    for (const auto& figures : all)
        if (figures.answered_here || !only_answered_here) add_metric(family, figures.state.number, read(figures));
    return family;
}

prometheus::MetricFamily family_by_feed(std::string_view name, const std::vector<DivisionFigures>& all,
                                        const ReadFeed& read) {
    auto family = family_of(name);
    for (const auto& figures : all)
        for (const auto& feed : figures.state.feeds)
            add_metric(family, figures.state.number, read(figures, feed)).label.push_back({"feed", feed.feed});
    return family;
}

prometheus::MetricFamily family_of_server(std::string_view name, std::uint64_t value) {
    auto family = family_of(name);
    auto& metric = family.metric.emplace_back();
    (family.type == prometheus::MetricType::Counter ? metric.counter.value : metric.gauge.value) =
        static_cast<double>(value);
    return family;
}

template <class Builder>
auto built(Builder builder, std::string_view name) {
    const auto& row = metric_row(name);
    return builder.Name(std::string{row.name}).Help(std::string{row.help});
}

void add_server(const ServerFigures& server, std::vector<prometheus::MetricFamily>& families) {
    const auto add = [&](std::string_view name, std::uint64_t value) {
        families.push_back(family_of_server(name, value));
    };
    add("tally_event_followers", server.followers);
    add("tally_log_lines_dropped_total", dropped_log_lines());
    if (server.sessions) add("tally_sessions", *server.sessions);
    if (server.passwords_waiting) add("tally_passwords_waiting", *server.passwords_waiting);
    if (server.reads) {
        add("tally_reads_kept", server.reads->kept ? 1 : 0);
        add("tally_reads_lost_total", server.reads->lost);
    }
    if (server.load == nullptr) return;
    auto limited = family_of("tally_http_limited_total");
    for (const auto& [limit, count] :
         std::initializer_list<std::pair<const char*, std::uint64_t>>{{"batches", server.limited.batches_held_back},
                                                                      {"commands", server.limited.commands_refused},
                                                                      {"requests", server.limited.requests_refused}}) {
        auto& metric = limited.metric.emplace_back();
        metric.label.push_back({"limit", limit});
        metric.counter.value = static_cast<double>(count);
    }
    families.push_back(std::move(limited));
    add("tally_http_connections", server.load->connections);
    add("tally_http_connections_taken_total", server.load->connections_total);
    add("tally_http_exchanges_in_flight", server.load->exchanges);
    add("tally_http_turned_away_total", server.load->turned_away_total);
    auto in_flight = family_of("tally_http_requests_in_flight");
    constexpr std::array<std::string_view, 4> lanes{"operators", "quick", "slow", "commands"};
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        auto& metric = in_flight.metric.emplace_back();
        metric.label.push_back({"lane", std::string{lanes[i]}});
        metric.gauge.value = static_cast<double>(server.load->under_way[i].load());
    }
    families.push_back(std::move(in_flight));
}

}  // namespace

// A counter is found by its labels, which costs more than to count: each request finds its path's by one look.
struct HttpMetrics::Counted {
    struct OfPath {
        std::string path;
        prometheus::Counter& bytes;
        prometheus::Histogram& seconds;
        // By method and status.
        std::map<std::pair<std::string_view, unsigned>, prometheus::Counter*> requests = {};

        prometheus::Counter& requests_of(Counted& counted, std::string_view method, unsigned status) {
            // A client may name any method.
            static constexpr std::array<std::string_view, 6> methods{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"};
            const auto known = std::find(methods.begin(), methods.end(), method);
            const auto name = known == methods.end() ? std::string_view{"other"} : *known;
            auto& counter = requests[{name, status}];
            if (counter == nullptr)
                counter = &counted.requests.Add(
                    {{"method", std::string{name}}, {"path", path}, {"status", std::to_string(status)}});
            return *counter;
        }
    };
    OfPath& of_path(std::string_view path) {
        if (const auto found = paths.find(path); found != paths.end()) return found->second;
        const std::string name{path};
        const prometheus::Histogram::BucketBoundaries bounds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                             0.1,    0.25,  0.5,    1,     2.5,  5,     10};
        OfPath made{name, bytes.Add({{"path", name}}), seconds.Add({{"path", name}}, bounds)};
        return paths.emplace(name, std::move(made)).first->second;
    }

    std::mutex mutex;  // Of paths.
    std::map<std::string, OfPath, std::less<>> paths;
    prometheus::Registry registry;
    prometheus::Family<prometheus::Counter>& requests =
        built(prometheus::BuildCounter(), "tally_http_requests_total").Register(registry);
    prometheus::Family<prometheus::Counter>& bytes =
        built(prometheus::BuildCounter(), "tally_http_response_bytes_total").Register(registry);
    prometheus::Family<prometheus::Counter>& commands =
        built(prometheus::BuildCounter(), "tally_http_commands_total").Register(registry);
    prometheus::Family<prometheus::Histogram>& seconds =
        built(prometheus::BuildHistogram(), "tally_http_request_seconds").Register(registry);
};

HttpMetrics::HttpMetrics() : counted_(std::make_unique<Counted>()) {}
HttpMetrics::~HttpMetrics() = default;

void HttpMetrics::answered(const HttpDone& done) {
    const std::lock_guard lock{counted_->mutex};
    auto& path = counted_->of_path(done.path.empty() ? std::string_view{"other"} : done.path);
    path.requests_of(*counted_, done.method, done.status).Increment();
    path.bytes.Increment(static_cast<double>(done.bytes));
    path.seconds.Observe(static_cast<double>(done.microseconds) / 1e6);
}

void HttpMetrics::decided(std::string_view type, std::string_view outcome) {
    counted_->commands.Add({{"type", std::string{type}}, {"outcome", std::string{outcome}}}).Increment();
}

std::string HttpMetrics::text(const std::vector<DivisionFigures>& all,
                              const std::map<std::int32_t, std::uint64_t>& drifts, const ServerFigures& server) const {
    auto families = counted_->registry.Collect();
    const auto everywhere = [&](std::string_view name, const Read& read) {
        families.push_back(family_by_division(name, all, false, read));
    };
    const auto here = [&](std::string_view name, const Read& read) {
        families.push_back(family_by_division(name, all, true, read));
    };
    everywhere("tally_owned", [](const auto& f) { return f.answered_here ? 1u : 0u; });
    everywhere("tally_ready", [](const auto& f) { return f.ready() ? 1u : 0u; });
    everywhere("tally_owner_epoch", [](const auto& f) { return f.state.owner_epoch; });
    everywhere("tally_take_overs_total", [](const auto& f) { return f.state.take_overs; });
    everywhere("tally_commands_total", [](const auto& f) { return f.state.commands; });
    everywhere("tally_dead_letters_total", [](const auto& f) { return f.state.dead_letters; });
    everywhere("tally_passed_over_records_total", [](const auto& f) { return f.state.passed_over_records; });
    everywhere("tally_local_entries", [](const auto& f) { return f.local_entries(); });
    here("tally_events_total", [](const auto& f) { return f.store.durable_end; });
    here("tally_position", [](const auto& f) { return f.store.views.published; });
    here("tally_commits_total", [](const auto& f) { return f.store.commits; });
    families.push_back(family_of_commits(all));
    here("tally_spills_total", [](const auto& f) { return f.store.views.spills; });
    here("tally_level0_runs", [](const auto& f) { return f.store.views.level0_runs; });
    here("tally_folded_at_opening_entries", [](const auto& f) { return f.store.folded_at_opening; });
    here("tally_unfolded_bytes", [](const auto& f) { return f.store.unfolded_bytes; });
    here("tally_view_lag_entries", [](const auto& f) { return f.view_lag(); });
    here("tally_queued_works", [](const auto& f) { return f.store.queued_works; });
    // A division whose reports have not been counted yet has no figure.
    auto drifted = family_of("tally_control_totals_drifted");
    for (const auto& figures : all)
        if (const auto known = drifts.find(figures.state.number); figures.answered_here && known != drifts.end())
            add_metric(drifted, figures.state.number, known->second);
    families.push_back(std::move(drifted));
    const auto of_feeds = [&](std::string_view name, const ReadFeed& read) {
        families.push_back(family_by_feed(name, all, read));
    };
    of_feeds("tally_feed_telling", [](const auto&, const auto& feed) { return feed.telling ? 1u : 0u; });
    of_feeds("tally_feed_lag_entries", [](const auto& figures, const auto& feed) { return figures.feed_lag(feed); });
    of_feeds("tally_feed_failures_total", [](const auto&, const auto& feed) { return feed.failures; });
    add_server(server, families);
    return prometheus::TextSerializer().Serialize(families);
}

}  // namespace tally::tools
