# One interface target carries what every file of ours is compiled with.
add_library(tally_warnings INTERFACE)
target_compile_options(tally_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Werror
  # g++ 12 reports these falsely inside std::string and std::variant once it inlines deeply.
  -Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds)

add_compile_options(-fno-omit-frame-pointer -fdiagnostics-color=auto)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ begins to collect its garbage at 128 MB, which takes a seventh of the time to compile a batch.
  add_compile_options("SHELL:--param ggc-min-heapsize=524288")
endif()
if(TALLY_ASAN)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -O1 -g1)
  add_link_options(-fsanitize=address,undefined)
elseif(TALLY_TSAN)
  add_compile_options(-fsanitize=thread -O1 -g1)
  add_link_options(-fsanitize=thread)
elseif(CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
  # The symbol table names functions for perf and core files. Lines as well (-g1) cost a twelfth of the time to compile and
  # make objects seven times as large: -DCMAKE_CXX_FLAGS=-g1 where they are wanted.
  set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2")
endif()
