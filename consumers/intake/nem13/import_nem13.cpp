#include "consumers/intake/nem13/import_nem13.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>

#include "consumers/intake/interval_days.h"
#include "consumers/intake/nem13/contradicted_reads.h"
#include "consumers/intake/nem13/nem13_reader.h"
#include "consumers/intake/receipt_counts.h"
#include "consumers/intake/units.h"
#include "domain/core/decimal.h"

namespace tally::consumers {

namespace {

using domain::Code;
using domain::Date;
using domain::InstalledMeter;
using domain::Int128;
using domain::MeterRegister;
using domain::Quantity;
using domain::RecordRead;
using domain::ServicePointState;

bool measures_on(const InstalledMeter& meter, Date day) {
    return meter.installed_on <= day && (!meter.removed_on.is_set() || day <= meter.removed_on);
}

// What lies between two reads, by the register; nothing: it is too large to say.
std::optional<Quantity> used_between_reads(const MeterRegister& each, Quantity before, Quantity now) {
    Int128 capacity = domain::one_unit.units;
    for (std::uint8_t i = 0; i < each.dials; ++i) capacity *= 10;
    Int128 counted = Int128{now.units} - before.units;
    if (counted < 0) counted += capacity;
    if (counted < 0 || counted > INT64_MAX) return std::nullopt;
    return domain::multiply(Quantity{static_cast<std::int64_t>(counted)}, each.multiplier, Quantity::decimals,
                            domain::Rounding::half_away_from_zero);
}
// One step of what the register's quantities are rounded to.
std::int64_t step_of(const MeterRegister& each) {
    std::int64_t step = domain::one_unit.units;
    for (std::uint8_t i = 0; i < each.decimals && step > 1; ++i) step /= 10;
    return step;
}

class Nem13Importer {
  public:
    Nem13Importer(UsageSource& source, NamedPoints& points, const Nem13Request& request, MeterFile& file,
                  const ContradictedReads& contradicted)
        : source_(source), points_(points), request_(request), file_(file), reader_(file), contradicted_(contradicted) {
        report.file = domain::Plain{request.file.string()};
    }

    // Nothing: there are no more, or `failure` says why.
    std::optional<eventstore::ParsedCommand> next() {
        while (ready_.empty())
            if (at_end_ || failure || !advance()) return std::nullopt;
        ReadyRead read = std::move(ready_.front());
        ready_.pop_front();
        eventstore::ParsedCommand parsed;
        parsed.header.command_id = id_of_read("nem13", read.command, read.replaces);
        parsed.header.actor = request_.actor;
        parsed.header.received_at = request_.received_at;
        parsed.command = std::move(read.command);
        names_.push_back(std::move(read.nmi));
        return parsed;
    }

    void count(const RecordRead& read, const eventstore::CommandReceipt& receipt) {
        const std::string nmi = std::move(names_.front());
        names_.pop_front();
        if (count_receipt(receipt, counts_of(report))) return;
        if (report.not_taken.size() < nem12_findings_kept_max)
            report.not_taken.push_back({domain::Plain{nmi}, domain::Plain{read.channel.str()}, read.read_on, receipt});
    }

    Nem13ImportReport report;
    std::optional<ImportError> failure;

  private:
    struct ReadyRead {
        RecordRead command;
        std::optional<std::uint64_t> replaces;
        std::string nmi;
    };

    // Reads one step of the file. False: it failed.
    bool advance() {
        if (!in_file_) {
            auto more = file_.next_file();
            if (!more) return fail(ImportError{std::move(more.error())});
            in_file_ = *more;
            at_end_ = !*more;
            return true;
        }
        auto step = reader_.next();
        if (!step) return fail(ImportError{std::move(step.error())});
        if (const auto* record = std::get_if<Nem13Record>(&*step)) {
            ++report.records;
            return take(*record);
        }
        if (const auto* fault = std::get_if<Nem13Fault>(&*step)) {
            ++report.records;
            tell(*fault);
        } else {
            in_file_ = false;
        }
        return true;
    }
    bool fail(ImportError error) {
        failure = std::move(error);
        return false;
    }
    void tell(const Nem13Fault& fault, Date day = {}) {
        ++report.findings;
        if (report.left_out.size() >= nem12_findings_kept_max) return;
        report.left_out.push_back({domain::Plain{file_.name()}, fault.line, domain::Plain{fault.field},
                                   domain::Plain{as_shown(fault.nmi)}, domain::Plain{as_shown(fault.suffix)}, day,
                                   domain::Plain{fault.why}});
    }
    static Nem13Fault fault_of(const Nem13Record& record, std::string field, std::string why) {
        return {record.line, std::move(field), std::move(why), record.nmi, record.suffix};
    }

    // False: the division did not answer.
    bool take(const Nem13Record& record) {
        if (request_.passed_over.contains(record.suffix)) return true;
        if (record.nmi != nmi_) {
            auto points = points_.of(record.nmi);
            if (!points) return fail(ImportError{std::move(points.error())});
            nmi_ = record.nmi;
            point_.reset();
            recorded_.clear();
            given_.clear();
            sent_of_meter_ = false;
            points_found_ = points->size();
            if (points->size() == 1) point_ = std::move(points->front());
        }
        if (!point_) {
            tell(fault_of(record, "NMI",
                          points_found_ == 0
                              ? "no service point has the NMI " + record.nmi +
                                    " as its market id: add it (premise.add_service_point, market_id)"
                              : std::to_string(points_found_) + " service points have the NMI " + record.nmi +
                                    " as their market id: which one is meant cannot be known"));
            return true;
        }
        const InstalledMeter* meter = nullptr;
        const MeterRegister* each = nullptr;
        if (const auto wrong = find_register_of(record, meter, each)) {
            tell(*wrong, record.current.day);
            return true;
        }
        if (const auto wrong = wrong_with_numbers(record, *each)) {
            tell(*wrong, record.current.day);
            return true;
        }
        if (record.previous) {
            if (measures_on(*meter, record.previous->day) && meter->installed_on < record.previous->day) {
                if (!make_ready(record, *each, *record.previous, "PreviousRegisterRead")) return false;
            } else {
                ++report.before_meter;  // What it showed when it came is in its installation.
            }
        }
        return make_ready(record, *each, record.current, "CurrentRegisterRead");
    }

    std::optional<Nem13Fault> find_register_of(const Nem13Record& record, const InstalledMeter*& meter,
                                               const MeterRegister*& each) const {
        for (const InstalledMeter& one : point_->meters)
            if (measures_on(one, record.current.day)) meter = &one;
        const auto of_point = [&] { return " service point " + point_->service_point.str(); };
        if (!meter)
            return fault_of(record, "CurrentRegisterReadDateTime",
                            "no meter measured at" + of_point() + " on " + to_string(record.current.day) +
                                ": install it (premise.install_meter)");
        if (!request_.any_serial && !record.serial.empty() && record.serial != meter->meter.str())
            return fault_of(record, "MeterSerialNumber",
                            "the read is of meter " + as_shown(record.serial) + ", and on " +
                                to_string(record.current.day) + of_point() + " had meter " + meter->meter.str() +
                                ": exchange the meter (premise.exchange_meter), or import with --any-serial where "
                                "badge numbers are not serial numbers");
        const auto named = request_.channels.find(record.suffix);
        if (record.returned && named == request_.channels.end())
            return fault_of(record, "DirectionIndicator",
                            "it counts what is returned to the grid (I): name the register that counts it with "
                            "--register " +
                                record.suffix + "=CHANNEL, or leave it out with --ignore " + record.suffix);
        const Code channel = named != request_.channels.end() ? named->second : Code{record.suffix};
        std::string known;
        for (const MeterRegister& one : meter->registers) {
            if (one.channel == channel) each = &one;
            known += (known.empty() ? "" : ", ") + one.channel.str();
        }
        if (!each)
            return fault_of(record, "NMISuffix",
                            "meter " + meter->meter.str() + " has no register " + channel.str() + ": it has " + known +
                                "; name one with --register " + record.suffix +
                                "=CHANNEL, or leave it out with "
                                "--ignore " +
                                record.suffix);
        if (each->kind != domain::RegisterKind::subtractive)
            return fault_of(record, "NMISuffix",
                            "register " + channel.str() + " reports usage and is not read: import its NEM12 file");
        return std::nullopt;
    }

    static std::optional<Nem13Fault> wrong_with_numbers(const Nem13Record& record, const MeterRegister& each) {
        const auto of_file = unit_named_in_any_case(record.unit);
        const auto of_register = unit_named_in_any_case(each.unit.str());
        if (!of_file || !of_register || of_file->base != of_register->base ||
            of_file->power_of_ten != of_register->power_of_ten)
            return fault_of(record, "UOM",
                            "the file counts " + as_shown(record.unit) + ", register " + each.channel.str() +
                                " counts " + each.unit.str() +
                                ": a register is read in its own unit; name another with --register " + record.suffix +
                                "=CHANNEL");
        if (!record.previous) return std::nullopt;
        const auto used = used_between_reads(each, record.previous->value, record.current.value);
        if (!used ||
            std::max(used->units, record.used.units) - std::min(used->units, record.used.units) >= step_of(each))
            return fault_of(record, "Quantity",
                            "the file says " + to_string(record.used) + " between " +
                                to_string(record.previous->value) + " and " + to_string(record.current.value) +
                                (used ? ", which are " + to_string(*used) : std::string{}) +
                                " by the register: check its dials and multiplier, or ask the sender");
        return std::nullopt;
    }

    // Whether the file said it before. What it says twice with one value is known of the meter's records that stand
    // together; further away it is sent again, and changes nothing.
    bool was_given(const Nem13Record& record, const MeterRegister& each, const Nem13Read& read,
                   const std::string& field) {
        const bool contradicted = contradicted_.contains(record.nmi, each.channel.str(), read.day);
        const auto [given, first] =
            contradicted
                ? first_of_contradicted_.try_emplace({record.nmi, each.channel.str(), read.day.days}, read.value)
                : given_.try_emplace({record.nmi, each.channel.str(), read.day.days}, read.value);
        if (first) return false;
        if (given->second == read.value)
            ++report.given_again;
        else
            tell(
                fault_of(record, field,
                         "the read of " + to_string(read.day) + " is given a second time, as " + to_string(read.value) +
                             " after " + to_string(given->second) + ": which one is right cannot be known"),
                read.day);
        return true;
    }

    // False: the division did not answer.
    bool make_ready(const Nem13Record& record, const MeterRegister& each, const Nem13Read& read,
                    const std::string& field) {
        if (was_given(record, each, read, field)) return true;
        auto& recorded = recorded_[each.channel.str()];
        if (!recorded) {
            auto asked = source_.recorded(point_->service_point, each.channel);
            if (!asked) return fail(ImportError{std::move(asked.error())});
            recorded = std::move(*asked);
        }
        std::optional<std::uint64_t> replaces;
        if (recorded) {
            replaces = recorded->read_held_by(read.day);
            if (auto failed = recorded->failure()) return fail(ImportError{std::move(*failed)});
        }
        RecordRead command;
        command.service_point = point_->service_point;
        command.channel = each.channel;
        command.read_on = read.day;
        command.value = read.value;
        command.quality = read.quality;
        command.source = domain::Plain{request_.file.filename().string()};
        ++report.reads;
        if (!sent_of_meter_) ++report.meters;
        sent_of_meter_ = true;
        if (!report.from.is_set() || read.day < report.from) report.from = read.day;
        if (!report.until.is_set() || report.until < read.day + 1) report.until = read.day + 1;
        ready_.push_back({std::move(command), replaces, record.nmi});
        return true;
    }

    UsageSource& source_;
    NamedPoints& points_;
    const Nem13Request& request_;
    MeterFile& file_;
    Nem13Reader reader_;
    bool in_file_ = false;
    bool at_end_ = false;

    std::string nmi_;
    std::size_t points_found_ = 0;
    bool sent_of_meter_ = false;
    std::optional<ServicePointState> point_;
    std::map<std::string, std::unique_ptr<RecordedUsage>> recorded_;  // Of the point's registers.
    // By NMI, channel and day: what the file said, of the meter whose records come now, and of reads that it gives with
    // two values.
    using Given = std::map<std::tuple<std::string, std::string, std::int32_t>, Quantity>;
    const ContradictedReads& contradicted_;
    Given given_;
    Given first_of_contradicted_;
    std::deque<ReadyRead> ready_;
    std::deque<std::string> names_;  // Of the commands under way.
};

}  // namespace

tl::expected<Nem13ImportReport, ImportError> import_nem13(CommandPort& port, UsageSource& source, NamedPoints& points,
                                                          const Nem13Request& request,
                                                          const OnImportProgress& progress) {
    // Before anything is sent, all of the file is seen to be there.
    const auto records = check_nem13(request.file);
    if (!records) return tl::unexpected(ImportError{records.error()});
    if (auto current = source.catch_up(); !current) return tl::unexpected(ImportError{std::move(current.error())});
    const auto contradicted = ContradictedReads::of(request.file, *records, [&](const std::string& suffix) {
        if (request.passed_over.contains(suffix)) return std::string{};
        const auto named = request.channels.find(suffix);
        return named != request.channels.end() ? named->second.str() : suffix;
    });
    if (!contradicted) return tl::unexpected(ImportError{contradicted.error()});
    auto file = MeterFile::open(request.file);
    if (!file) return tl::unexpected(ImportError{std::move(file.error())});
    Nem13Importer importer{source, points, request, *file, *contradicted};
    std::uint64_t answered = 0;
    const auto ran = port.run([&] { return importer.next(); },
                              [&](const eventstore::ParsedCommand& command, const eventstore::CommandReceipt& receipt) {
                                  importer.count(get<RecordRead>(command.command), receipt);
                                  const bool goes_on = progress({*records * 2, ++answered});
                                  importer.report.interrupted = importer.report.interrupted || !goes_on;
                                  return goes_on;
                              });
    if (importer.failure) return tl::unexpected(std::move(*importer.failure));
    if (!ran) return tl::unexpected(ImportError{ran.error()});
    return std::move(importer.report);
}

}  // namespace tally::consumers
