#pragma once
// The fields of a tariff in the Utility Rate Database, versions 7 and 8: which are read, which change no bill, and
// which change one by what the ledger's tariffs do not have.

#include <algorithm>
#include <array>
#include <string_view>

namespace tally::consumers {

// Who published it, when and where, and in which words.
inline constexpr auto urdb_names = std::to_array<std::string_view>({"approved",        "basicinformationcomments",
                                                                    "country",         "default",
                                                                    "demandcomments",  "demandlabels",
                                                                    "demandtoulabels", "description",
                                                                    "eiaid",           "eiaids",
                                                                    "energycomments",  "energytoulabels",
                                                                    "is_default",      "label",
                                                                    "lastmodified",    "name",
                                                                    "revisions",       "source",
                                                                    "sourceparent",    "startdate",
                                                                    "state",           "supercedes",
                                                                    "supersedes",      "uri",
                                                                    "utility"});
// Which customers may have it; a bill of one who has it is the same.
inline constexpr auto urdb_eligibility = std::to_array<std::string_view>(
    {"peakkwcapacityhistory", "peakkwcapacitymax", "peakkwcapacitymin", "peakkwhusagehistory", "peakkwhusagemax",
     "peakkwhusagemin", "phasewiring", "sector", "servicetype", "usertype", "voltagecategory", "voltagemaximum",
     "voltageminimum"});
// Read with the field that each belongs to.
inline constexpr auto urdb_read = std::to_array<std::string_view>({"annualmincharge",
                                                                   "demandrateunit",
                                                                   "demandratchetpercentage",
                                                                   "demandratestructure",
                                                                   "demandunits",
                                                                   "demandweekdayschedule",
                                                                   "demandweekendschedule",
                                                                   "demandwindow",
                                                                   "dgrules",
                                                                   "lookbackMonths",
                                                                   "lookbackmonths",
                                                                   "lookbackPercent",
                                                                   "lookbackpercent",
                                                                   "lookbackRange",
                                                                   "lookbackrange",
                                                                   "energyratestructure",
                                                                   "energyweekdayschedule",
                                                                   "energyweekendschedule",
                                                                   "fixedchargefirstmeter",
                                                                   "fixedchargeunits",
                                                                   "fixedmonthlycharge",
                                                                   "flatdemandmonths",
                                                                   "flatdemandstructure",
                                                                   "flatdemandunit",
                                                                   "mincharge",
                                                                   "minchargeunits",
                                                                   "minmonthlycharge",
                                                                   "usenetmetering"});
// Say something only beside a field that is refused.
inline constexpr auto urdb_beside_refused =
    std::to_array<std::string_view>({"coincidentrateschedule", "coincidentrateunit"});
// Texts that often say more than the numbers do.
inline constexpr auto urdb_remarks =
    std::to_array<std::string_view>({"description", "basicinformationcomments", "energycomments", "demandcomments"});

// Zero, false and nothing say that there is none.
struct UrdbRefused {
    std::string_view field;
    std::string_view why;
    std::string_view cure;
};
inline constexpr std::array<UrdbRefused, 10> urdb_refused{{
    {"coincidentratestructure", "demand at the hour of the system's peak is not measured",
     "bill it by special charges"},
    {"demandattrs", "these are terms in words, which may change the bill", "read them"},
    {"demandreactivepowercharge", "reactive power has no price in this import",
     "publish it as a usage component of a channel that counts kvarh"},
    {"enddate", "a version is in force until the next one begins", "publish the tariff that follows before that day"},
    {"energyattrs", "these are terms in words, which may change the bill", "read them"},
    {"fixedattrs", "these are terms in words, which may change the bill", "read them"},
    {"fixedchargeeaaddl", "a charge of each further meter is not counted",
     "bill further meters by agreements of their own"},
    {"fixedkeyvals", "these are terms in words, which may change the bill", "read them"},
    {"fueladjustmentsmonthly", "prices that change by the month beside the periods are not read",
     "add them to the rates of energyratestructure, with a period for each"},
    {"meteringoption", "what a customer sends back has no price of its own",
     "use it for customers who send nothing back"},
}};

[[nodiscard]] constexpr bool urdb_knows(std::string_view field) {
    const auto lists = [&](const auto& names) { return std::find(names.begin(), names.end(), field) != names.end(); };
    return lists(urdb_names) || lists(urdb_eligibility) || lists(urdb_read) || lists(urdb_beside_refused);
}
// nullptr: the field is not among them.
[[nodiscard]] constexpr const UrdbRefused* urdb_refusal(std::string_view field) {
    for (const auto& one : urdb_refused)
        if (one.field == field) return &one;
    return nullptr;
}

}  // namespace tally::consumers
