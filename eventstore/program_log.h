#pragma once
// What the program reports about itself while it runs: spdlog, for every module above domain/, which include this and
// not spdlog.

#include <spdlog/spdlog.h>

// Each call that formats would compile fmt's whole formatter anew in its file (two seconds, 60 KB); libfmt has it.
extern template void fmt::detail::vformat_to<char>(fmt::detail::buffer<char>&, fmt::string_view,
                                                   fmt::basic_format_args<fmt::buffer_context<char>>,
                                                   fmt::detail::locale_ref);
