// A function is read on one screen. The counting itself is tested first, on lines made up for it.

#include "tests/tidy/functions.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/tidy/sources.h"

namespace tally::tidy {
namespace {

constexpr std::size_t function_lines_max = 60;
// A rule reads from top to bottom, in order of precedence.
constexpr std::size_t rule_lines_max = 70;

// Longer for today, by file and the beginning of their first line; none is added.
struct LongerFunction {
    std::string file;
    std::string begins;
};
const std::vector<LongerFunction> longer_functions{
    {"domain/core/refusal.h", "constexpr auto enum_names(Rejection)"},
};

struct Counted {
    std::string begins;
    std::size_t line_number;
    std::size_t line_count;
    bool operator==(const Counted&) const = default;
};
void PrintTo(const Counted& counted, std::ostream* out) {
    *out << counted.line_number << "+" << counted.line_count << ": " << counted.begins;
}

std::vector<Counted> counted(const std::vector<std::string>& lines) {
    std::vector<Counted> found;
    for (const auto& function : functions_of(lines))
        found.push_back({function.begins, function.line_number, function.line_count});
    return found;
}

TEST(TidyRule, AFunctionIsAsLongAsFromItsFirstLineToItsBrace) {
    EXPECT_EQ(counted({"namespace tally {",    //
                       "",                     //
                       "int one(",             //
                       "    int a) {",         //
                       "    if (a > 0) {",     //
                       "        return a;",    //
                       "    }",                //
                       "    return 0;",        //
                       "}",                    //
                       "void declared(int);",  //
                       "template <class T>",   //
                       "void two(T) {",        //
                       "}",                    //
                       "}  // namespace tally"}),
              (std::vector<Counted>{{"int one(", 3, 7}, {"template <class T>", 11, 3}}));
}

TEST(TidyRule, AMemberIsAFunctionAndItsClassIsNot) {
    EXPECT_EQ(counted({"class Made : public Base {",              //
                       "  public:",                               //
                       "    explicit Made(int a)",                //
                       "        : Base(a), b_{a}, c_({a}) {}",    //
                       "    int b() const {",                     //
                       "        return b_;",                      //
                       "    }",                                   //
                       "",                                        //
                       "  private:",                              //
                       "    std::vector<int> list_{one(1), 2};",  //
                       "    int b_ = 0;",                         //
                       "};",                                      //
                       "Made::Made() : Made(1) {",                //
                       "}"}),
              (std::vector<Counted>{
                  {"explicit Made(int a)", 3, 2}, {"int b() const {", 5, 3}, {"Made::Made() : Made(1) {", 13, 2}}));
}

TEST(TidyRule, BracesInTextsCommentsAndDirectivesAreNotCounted) {
    EXPECT_EQ(counted({"#define BEGIN {",                      //
                       "char one() {  // }",                   //
                       "    const char* text = \"}\\\"}\";",   //
                       "    const char* raw = R\"x(}\")\" {",  //
                       "}",                                    //
                       ")x\";",                                //
                       "    return 1'000 > 0 ? '{' : '\\'';",  //
                       "}"}),
              (std::vector<Counted>{{"char one() {  // }", 2, 7}}));
}

TEST(TidyRule, ATableIsNotAFunctionAndALambdaIsOne) {
    EXPECT_EQ(counted({"const std::map<int, int> table{",  //
                       "    {one(1), 2},",                 //
                       "};",                               //
                       "enum class Kind : int { a, b };",  //
                       "const auto f = [](int a) {",       //
                       "    return a;",                    //
                       "};"}),
              (std::vector<Counted>{{"const auto f = [](int a) {", 5, 3}}));
}

TEST(TidyFunctions, AFunctionIsReadOnOneScreen) {
    for (const std::string module : {"domain", "eventstore", "projections", "consumers", "tools"}) {
        const auto lines_max = module == "domain" ? rule_lines_max : function_lines_max;
        std::size_t seen = 0;
        for (const auto& path : sources_of(module)) {
            for (const auto& function : functions_of(lines_of(path))) {
                ++seen;
                const bool listed =
                    std::any_of(longer_functions.begin(), longer_functions.end(), [&](const LongerFunction& known) {
                        return known.file == name_of(path) && function.begins.starts_with(known.begins);
                    });
                EXPECT_TRUE(function.line_count <= lines_max || listed)
                    << name_of(path) << ":" << function.line_number << ": " << function.line_count << " lines, "
                    << lines_max << " at most: cut it by its subjects\n  " << function.begins;
            }
        }
        EXPECT_GT(seen, 200u) << module << ": the scan found hardly any function: is it looking in the right place?";
    }
}

}  // namespace
}  // namespace tally::tidy
