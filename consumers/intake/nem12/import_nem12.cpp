#include "consumers/intake/nem12/import_nem12.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <utility>

#include "consumers/intake/interval_days.h"
#include "consumers/intake/nem12/nem12_reader.h"
#include "consumers/intake/receipt_counts.h"
#include "consumers/intake/units.h"

namespace tally::consumers {

namespace {

using domain::Code;
using domain::Date;
using domain::RecordIntervalDay;

// A channel of the file and the one of the service point that counts it.
struct MappedChannel {
    std::string nmi;
    std::string suffix;
    domain::ServicePointId service_point;
    Code channel;
    std::string unit;  // Of the register.
    int power_of_ten = 0;
    std::unique_ptr<RecordedUsage> recorded;  // Null: none is.
    std::optional<UtilityDays> days;
};

class Nem12Importer {
  public:
    Nem12Importer(UsageSource& source, NamedPoints& points, const Nem12Request& request, MeterFile& file,
                  eventstore::CivilTime zone, std::string zone_name)
        : source_(source),
          points_(points),
          request_(request),
          file_(file),
          reader_(file),
          zone_(zone),
          zone_name_(std::move(zone_name)) {
        report.file = domain::Plain{request.file.string()};
    }

    // Nothing: there are no more, or `failure` says why.
    std::optional<eventstore::ParsedCommand> next() {
        while (ready_.empty())
            if (at_end_ || failure || !advance()) return std::nullopt;
        auto [channel, day] = std::move(ready_.front());
        ready_.pop_front();
        eventstore::ParsedCommand parsed;
        RecordIntervalDay command;
        command.service_point = channel->service_point;
        command.channel = channel->channel;
        command.date = day.date;
        command.interval_minutes = channel->days->interval_minutes();
        command.values = std::move(day.values);
        command.unit = Code{channel->unit};
        command.quality = day.quality;
        command.qualities = std::move(day.qualities);
        command.source = domain::Plain{request_.file.filename().string()};
        std::optional<std::uint64_t> replaces;
        if (channel->recorded) {
            replaces = channel->recorded->held_by(day.date);
            if (auto failed = channel->recorded->failure()) {
                failure = std::move(*failed);
                return std::nullopt;
            }
        }
        parsed.header.command_id = id_of_interval_day("nem12", command, replaces);
        parsed.header.actor = request_.actor;
        parsed.header.received_at = request_.received_at;
        parsed.command = std::move(command);
        names_.push_back(channel->nmi);
        return parsed;
    }

    void count(const RecordIntervalDay& day, const eventstore::CommandReceipt& receipt) {
        const std::string nmi = std::move(names_.front());
        names_.pop_front();
        if (count_receipt(receipt, counts_of(report))) return;
        if (report.not_taken.size() < nem12_findings_kept_max)
            report.not_taken.push_back({domain::Plain{nmi}, domain::Plain{day.channel.str()}, day.date, receipt});
    }

    Nem12ImportReport report;
    std::optional<ImportError> failure;

  private:
    struct ReadyDay {
        std::shared_ptr<MappedChannel> channel;
        Nem12Day day;
    };

    // Reads one step of the file. False: it failed.
    bool advance() {
        if (!in_file_) {
            auto more = file_.next_file();
            if (!more) return fail(std::move(more.error()));
            in_file_ = *more;
            at_end_ = !*more;
            last_days_.clear();
            return true;
        }
        auto step = reader_.next();
        if (!step) return fail(std::move(step.error()));
        if (auto* channel = std::get_if<Nem12Channel>(&*step)) return begin(*channel);
        if (auto* day = std::get_if<Nem12Day>(&*step)) {
            take(std::move(*day));
        } else if (const auto* fault = std::get_if<Nem12Fault>(&*step)) {
            tell(*fault);
        } else {
            end_meter();
            in_file_ = false;
        }
        return true;
    }

    bool fail(ImportError error) {
        failure = std::move(error);
        return false;
    }
    bool fail(IntakeError error) { return fail(ImportError{std::move(error)}); }

    void leave_out(std::uint32_t line, std::string field, Date date, std::string why) {
        tell({line, std::move(field), date, std::move(why), nmi_, suffix_});
    }
    void tell(const Nem12Fault& fault) {
        ++report.findings;
        if (report.left_out.size() >= nem12_findings_kept_max) return;
        report.left_out.push_back({domain::Plain{file_.name()}, fault.line, domain::Plain{fault.field},
                                   domain::Plain{as_shown(fault.nmi)}, domain::Plain{as_shown(fault.suffix)},
                                   fault.date, domain::Plain{fault.why}});
    }

    bool begin(const Nem12Channel& found) {
        channel_ = nullptr;
        if (found.nmi != nmi_ || meter_file_ != file_.name()) {
            end_meter();
            nmi_ = found.nmi;
            meter_file_ = file_.name();
            if (!find_point(found)) return false;
        }
        suffix_ = found.suffix;
        if (!point_ || request_.passed_over.contains(found.suffix)) {
            reader_.skip_channel();
            return true;
        }
        auto& known = channels_[found.suffix];
        if (!known || known->days->interval_minutes() != found.interval_minutes) {
            if (known) end_channel(*known);
            if (!map_channel(found, known)) return false;
        }
        if (!known || !set_unit(found, *known)) {
            reader_.skip_channel();
            return true;
        }
        channel_ = known;
        return true;
    }

    // The service point of a NMI, told once where there is none.
    bool find_point(const Nem12Channel& found) {
        point_.reset();
        auto points = points_.of(found.nmi);
        if (!points) return fail(ImportError{std::move(points.error())});
        suffix_.clear();
        if (points->size() == 1) {
            point_ = std::move(points->front());
            return true;
        }
        if (!told_.insert(found.nmi).second) return true;
        leave_out(found.line, "NMI", {},
                  points->empty() ? "no service point has the NMI " + found.nmi +
                                        " as its market id: add it (premise.add_service_point, market_id)"
                                  : std::to_string(points->size()) + " service points have the NMI " + found.nmi +
                                        " as their market id: which one is meant cannot be known");
        return true;
    }

    bool map_channel(const Nem12Channel& found, std::shared_ptr<MappedChannel>& mapped) {
        mapped = nullptr;
        const auto named = request_.channels.find(found.suffix);
        const Code channel = named != request_.channels.end() ? named->second : Code{found.suffix};
        const domain::MeterRegister* each = nullptr;
        std::string known;
        if (!point_->meters.empty())
            for (const auto& one : point_->meters.back().registers) {
                if (one.channel == channel) each = &one;
                known += (known.empty() ? "" : ", ") + one.channel.str();
            }
        if (!each) {
            if (told_.insert(found.nmi + ' ' + found.suffix).second)
                leave_out(found.line, "NMISuffix", {},
                          "service point " + point_->service_point.str() + " has no channel " + channel.str() +
                              (known.empty() ? ": install its meter"
                                             : ": it has " + known + "; name one with --register " + found.suffix +
                                                   "=CHANNEL, or leave it out with --ignore " + found.suffix));
            return true;
        }
        auto recorded = source_.recorded(point_->service_point, channel);
        if (!recorded) return fail(ImportError{std::move(recorded.error())});
        mapped = std::make_shared<MappedChannel>();
        mapped->nmi = found.nmi;
        mapped->suffix = found.suffix;
        mapped->service_point = point_->service_point;
        mapped->channel = channel;
        mapped->unit = each->unit.str();
        mapped->recorded = std::move(*recorded);
        mapped->days.emplace(zone_, request_.clock, found.interval_minutes);
        return true;
    }

    // False: the channel's numbers cannot become the register's, which is told.
    bool set_unit(const Nem12Channel& found, MappedChannel& mapped) {
        const auto of_file = unit_named_in_any_case(found.unit);
        const auto of_register = unit_named_in_any_case(mapped.unit);
        if (!of_file) {
            leave_out(found.line, "UOM", {},
                      "'" + as_shown(found.unit) + "' is not a unit of usage: known are " + known_units());
            return false;
        }
        if (!of_register || of_register->base != of_file->base) {
            leave_out(found.line, "UOM", {},
                      "the file counts " + found.unit + ", channel " + mapped.channel.str() + " of service point " +
                          mapped.service_point.str() + " counts " + mapped.unit +
                          ": name another channel with --register " + found.suffix + "=CHANNEL");
            return false;
        }
        reader_.numbers_are(of_file->power_of_ten - of_register->power_of_ten);
        return true;
    }

    void take(Nem12Day day) {
        if (!channel_) return;
        const std::string key = nmi_ + ' ' + suffix_;
        Date& last = last_days_[key];
        if (last.is_set() && day.date <= last)
            return leave_out(day.line, "IntervalDate", day.date,
                             day.date == last ? "the day is given a second time: which one is right cannot be known"
                                              : "the day comes after " + domain::to_string(last) +
                                                    ": the days of a channel must rise, each given once");
        last = day.date;
        if (!channel_->days->meets_midnight(day.date))
            return leave_out(day.line, "IntervalLength", day.date,
                             "no interval begins at midnight in " + zone_name_ +
                                 ": import with --clock local where the file counts the utility's own days");
        whole_.clear();
        parts_.clear();
        channel_->days->add(std::move(day), whole_, parts_);
        tell_parts(*channel_);
        for (auto& one : whole_) make_ready(std::move(one));
    }

    void make_ready(Nem12Day day) {
        auto total = std::find_if(report.totals.begin(), report.totals.end(),
                                  [&](const auto& one) { return one.unit.str() == channel_->unit; });
        if (total == report.totals.end()) total = report.totals.insert(total, {Code{channel_->unit}, 0, {}});
        domain::Int128 sum = total->usage.units;
        for (const auto& value : day.values) sum += value.units;
        if (sum > INT64_MAX)
            return leave_out(day.line, "IntervalValue1", day.date, "the usage of the whole file is too large");
        total->usage.units = static_cast<std::int64_t>(sum);
        total->values += day.values.size();
        report.values += day.values.size();
        ++report.days;
        if (!sent_of_meter_) ++report.meters;
        sent_of_meter_ = true;
        if (!report.from.is_set() || day.date < report.from) report.from = day.date;
        if (!report.until.is_set() || report.until < day.date + 1) report.until = day.date + 1;
        ready_.push_back({channel_, std::move(day)});
    }

    void tell_parts(const MappedChannel& channel) {
        const std::string now = std::exchange(suffix_, channel.suffix);
        for (const auto& part : parts_)
            leave_out(part.line, "IntervalDate", part.date,
                      "the file has " + std::to_string(part.values) + " of the day's " + std::to_string(part.wanted) +
                          " values, because it counts days of UTC+10 and the utility those of " + zone_name_ +
                          ": import the days around it in one file, or with --clock local where the file counts the "
                          "utility's own days");
        suffix_ = now;
    }

    void end_channel(MappedChannel& channel) {
        parts_.clear();
        channel.days->end(parts_);
        tell_parts(channel);
    }
    void end_meter() {
        for (auto& [suffix, channel] : channels_)
            if (channel) end_channel(*channel);
        channels_.clear();
        channel_ = nullptr;
        nmi_.clear();
        suffix_.clear();
        sent_of_meter_ = false;
    }

    UsageSource& source_;
    NamedPoints& points_;
    const Nem12Request& request_;
    MeterFile& file_;
    Nem12Reader reader_;
    eventstore::CivilTime zone_;
    const std::string zone_name_;
    bool in_file_ = false;
    bool at_end_ = false;

    std::string nmi_;
    std::string suffix_;
    std::string meter_file_;
    bool sent_of_meter_ = false;
    std::optional<domain::ServicePointState> point_;
    std::map<std::string, std::shared_ptr<MappedChannel>> channels_;  // Of the meter, by suffix.
    std::shared_ptr<MappedChannel> channel_;                          // Whose days come now.

    std::map<std::string, Date> last_days_;  // Of each channel of the file, or of the one in the archive.
    std::set<std::string> told_;
    std::deque<ReadyDay> ready_;
    std::deque<std::string> names_;  // Of the commands under way.
    std::vector<Nem12Day> whole_;
    std::vector<PartOfDay> parts_;
};

}  // namespace

tl::expected<Nem12ImportReport, ImportError> import_nem12(CommandPort& port, UsageSource& source, NamedPoints& points,
                                                          const Nem12Request& request,
                                                          const OnImportProgress& progress) {
    // Before anything is sent, all of the file is seen to be there.
    const auto days = check_nem12(request.file);
    if (!days) return tl::unexpected(ImportError{days.error()});
    // What the file before this one recorded is held too.
    if (auto current = source.catch_up(); !current) return tl::unexpected(ImportError{std::move(current.error())});
    auto utility = source.utility();
    if (!utility) return tl::unexpected(ImportError{std::move(utility.error())});
    const auto zone = eventstore::CivilTime::of(utility->time_zone);
    if (!zone)
        return tl::unexpected(ImportError{IntakeError{IntakeErrorKind::time_zone_unknown, zone.error().message}});
    auto file = MeterFile::open(request.file);
    if (!file) return tl::unexpected(ImportError{std::move(file.error())});
    Nem12Importer importer{source, points, request, *file, *zone, utility->time_zone};
    std::uint64_t answered = 0;
    const auto ran = port.run([&] { return importer.next(); },
                              [&](const eventstore::ParsedCommand& command, const eventstore::CommandReceipt& receipt) {
                                  importer.count(get<RecordIntervalDay>(command.command), receipt);
                                  const bool goes_on = progress({*days, ++answered});
                                  importer.report.interrupted = importer.report.interrupted || !goes_on;
                                  return goes_on;
                              });
    if (importer.failure) return tl::unexpected(std::move(*importer.failure));
    if (!ran) return tl::unexpected(ImportError{ran.error()});
    return std::move(importer.report);
}

}  // namespace tally::consumers
