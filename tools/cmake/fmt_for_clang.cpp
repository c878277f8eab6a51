// Debian's fmt and spdlog were compiled by g++, which mangles `std::is_same<…>::value` in the signature of this
// function otherwise than clang: what clang compiles finds it in no library.
#include <fmt/format.h>

template void fmt::detail::vformat_to<char>(buffer<char>&, basic_string_view<char>,
                                            basic_format_args<FMT_BUFFER_CONTEXT(type_identity_t<char>)>, locale_ref);
