#pragma once
// The log of a running program, by spdlog. Modules above domain/ include this header instead of
// spdlog's own.

#include <spdlog/spdlog.h>

// Each call that formats would compile fmt's whole formatter anew in its file (two seconds, 60 KB); libfmt has it.
extern template void fmt::detail::vformat_to<char>(fmt::detail::buffer<char>&, fmt::string_view,
                                                   fmt::basic_format_args<fmt::buffer_context<char>>,
                                                   fmt::detail::locale_ref);
