// What of a request's target is taken, and what is refused.

#include "tools/http/server/request_target.h"

#include <gtest/gtest.h>

namespace tally::tools {
namespace {

TEST(RequestTarget, PathAndParametersAreDecoded) {
    const auto target = parse_target("/v1/accounts/1%2F2/balance?as_of=2022-01-05T12%3A00%3A00Z&q=mill+lane%2B");
    ASSERT_TRUE(target) << target.error();
    EXPECT_EQ(target->segments, (std::vector<std::string>{"v1", "accounts", "1/2", "balance"}));
    EXPECT_EQ(target->parameters.at("as_of"), "2022-01-05T12:00:00Z");
    EXPECT_EQ(target->parameters.at("q"), "mill lane+");
    EXPECT_EQ(parse_target("/a+b")->segments.front(), "a+b") << "a blank only in forms";
    EXPECT_EQ(parse_target("/v1?q=a=b")->parameters.at("q"), "a=b");
    EXPECT_TRUE(parse_target("/")->segments.empty());
    EXPECT_TRUE(parse_target("/v1?")->parameters.empty());
    EXPECT_EQ(parse_target("/v1/search?q=M%C3%BCller")->parameters.at("q"), "Müller");
}

TEST(RequestTarget, WhatCanBeReadInTwoWaysIsRefusedAndNamed) {
    for (const auto& [target, named] :
         std::initializer_list<std::pair<const char*, const char*>>{{"/v1/%", "%25"},
                                                                    {"/v1/%4", "%25"},
                                                                    {"/v1/%zz", "%25"},
                                                                    {"/v1/a%", "%25"},
                                                                    {"/v1/%00", "control character"},
                                                                    {"/v1/a%0Ab", "control character"},
                                                                    {"/v1/%7f", "control character"},
                                                                    {"/v1/%ff", "UTF-8"},
                                                                    {"/v1/%C3", "UTF-8"},
                                                                    {"/v1//1", "empty"},
                                                                    {"/v1/", "empty"},
                                                                    {"//", "empty"},
                                                                    {"", "not a path"},
                                                                    {"*", "not a path"},
                                                                    {"http://a/v1", "not a path"},
                                                                    {"/v1?as_of=1&as_of=2", "as_of: it is given twice"},
                                                                    {"/v1?as_of=", "as_of: it has no value"},
                                                                    {"/v1?as_of", "as_of: it has no value"},
                                                                    {"/v1?=1", "no name"},
                                                                    {"/v1?a=1&&b=2", "no name"},
                                                                    {"/v1?q=%ff", "q: it is not UTF-8"}}) {
        const auto parsed = parse_target(target);
        ASSERT_FALSE(parsed) << target;
        EXPECT_NE(parsed.error().find(named), std::string::npos) << target << ": " << parsed.error();
    }
}

}  // namespace
}  // namespace tally::tools
