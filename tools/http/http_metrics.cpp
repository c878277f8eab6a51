#include "tools/http/http_metrics.h"

#include <functional>
#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

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

prometheus::MetricFamily family(std::string name, std::string help, prometheus::MetricType type,
                                const std::vector<DivisionFigures>& all, bool only_answered_here, const Read& read) {
    prometheus::MetricFamily family{std::move(name), std::move(help), type, {}};
    for (const auto& figures : all)
        if (figures.answered_here || !only_answered_here) add_metric(family, figures.state.number, read(figures));
    return family;
}

prometheus::MetricFamily feed_family(std::string name, std::string help, prometheus::MetricType type,
                                     const std::vector<DivisionFigures>& all, const ReadFeed& read) {
    prometheus::MetricFamily family{std::move(name), std::move(help), type, {}};
    for (const auto& figures : all)
        for (const auto& feed : figures.state.feeds)
            add_metric(family, figures.state.number, read(figures, feed)).label.push_back({"feed", feed.feed});
    return family;
}

}  // namespace

struct HttpMetrics::Counted {
    prometheus::Registry registry;
    prometheus::Family<prometheus::Counter>& requests = prometheus::BuildCounter()
                                                            .Name("tally_http_requests_total")
                                                            .Help("Requests answered, by path and status")
                                                            .Register(registry);
    prometheus::Family<prometheus::Histogram>& seconds = prometheus::BuildHistogram()
                                                             .Name("tally_http_request_seconds")
                                                             .Help("From the whole request to its answer, by path")
                                                             .Register(registry);
};

HttpMetrics::HttpMetrics() : counted_(std::make_unique<Counted>()) {}
HttpMetrics::~HttpMetrics() = default;

void HttpMetrics::answered(std::string_view path, unsigned status, std::uint64_t microseconds) {
    const std::string label{path};
    counted_->requests.Add({{"path", label}, {"status", std::to_string(status)}}).Increment();
    counted_->seconds
        .Add({{"path", label}}, prometheus::Histogram::BucketBoundaries{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                                        0.1, 0.25, 0.5, 1, 2.5, 5, 10})
        .Observe(static_cast<double>(microseconds) / 1e6);
}

std::string HttpMetrics::text(const std::vector<DivisionFigures>& all,
                              const std::map<std::int32_t, std::uint64_t>& drifts) const {
    auto families = counted_->registry.Collect();
    const auto count = [&](std::string name, std::string help, bool here, const Read& read) {
        families.push_back(family(std::move(name), std::move(help), prometheus::MetricType::Counter, all, here, read));
    };
    const auto gauge = [&](std::string name, std::string help, bool here, const Read& read) {
        families.push_back(family(std::move(name), std::move(help), prometheus::MetricType::Gauge, all, here, read));
    };
    gauge("tally_owned", "1: answered here", false, [](const auto& f) { return f.answered_here ? 1u : 0u; });
    gauge("tally_ready", "1: questions find an answer, here or there", false,
          [](const auto& f) { return f.ready() ? 1u : 0u; });
    gauge("tally_owner_epoch", "How many owners the division has had", false,
          [](const auto& f) { return f.state.owner_epoch; });
    count("tally_take_overs_total", "Of the division by this program", false,
          [](const auto& f) { return f.state.take_overs; });
    count("tally_commands_total", "Answered by this program", false, [](const auto& f) { return f.state.commands; });
    count("tally_dead_letters_total", "Commands that this program put aside", false,
          [](const auto& f) { return f.state.dead_letters; });
    count("tally_passed_over_records_total", "Records of the log topic that did not continue it", false,
          [](const auto& f) { return f.state.passed_over_records; });
    count("tally_events_total", "Entries of the log", true, [](const auto& f) { return f.store.durable_end; });
    gauge("tally_local_entries", "Entries of the log that this program has, its own or followed", false,
          [](const auto& f) { return f.local_entries(); });
    count("tally_commits_total", "Synced writes since the store was opened", true,
          [](const auto& f) { return f.store.commits; });
    count("tally_spills_total", "Spills of views to storage since the store was opened", true,
          [](const auto& f) { return f.store.views.spills; });
    gauge("tally_unfolded_bytes", "Bytes of decided entries that the views do not have yet", true,
          [](const auto& f) { return f.store.unfolded_bytes; });
    gauge("tally_view_lag_entries", "Entries that answers do not have yet", true,
          [](const auto& f) { return f.view_lag(); });
    // A division whose reports have not been counted yet has no figure.
    prometheus::MetricFamily drifted{"tally_control_totals_drifted",
                                     "Latest reports of other systems that do not agree with the ledger",
                                     prometheus::MetricType::Gauge,
                                     {}};
    for (const auto& figures : all)
        if (const auto known = drifts.find(figures.state.number); figures.answered_here && known != drifts.end())
            add_metric(drifted, figures.state.number, known->second);
    families.push_back(std::move(drifted));
    gauge("tally_queued_works", "Commands that wait to be decided", true,
          [](const auto& f) { return f.store.queued_works; });
    const auto of_feeds = [&](std::string name, std::string help, prometheus::MetricType type, const auto& read) {
        families.push_back(feed_family(std::move(name), std::move(help), type, all, read));
    };
    of_feeds("tally_feed_telling", "1: this program publishes the feed", prometheus::MetricType::Gauge,
             [](const auto&, const auto& feed) { return feed.telling ? 1u : 0u; });
    of_feeds("tally_feed_lag_entries", "Entries of the log that are not published yet", prometheus::MetricType::Gauge,
             [](const auto& figures, const auto& feed) { return figures.feed_lag(feed); });
    of_feeds("tally_feed_failures_total", "Failures of the feed, each followed by another attempt",
             prometheus::MetricType::Counter, [](const auto&, const auto& feed) { return feed.failures; });
    return prometheus::TextSerializer().Serialize(families);
}

}  // namespace tally::tools
