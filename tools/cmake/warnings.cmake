# One interface target carries what every file of ours is compiled with.
add_library(tally_warnings INTERFACE)
target_compile_options(tally_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Werror
  # g++ 12 reports these falsely inside std::string and std::variant once it inlines deeply.
  "$<$<CXX_COMPILER_ID:GNU>:-Wcast-align=strict;-Wno-maybe-uninitialized;-Wno-restrict;-Wno-stringop-overflow;-Wno-stringop-overread;-Wno-array-bounds>"
  # What g++ leaves to each target or does not warn of; and std::stable_sort of libstdc++ 12 uses what C++17 deprecates.
  "$<$<CXX_COMPILER_ID:Clang>:SHELL:-Wno-missing-field-initializers;-Wno-missing-designated-field-initializers;-Wno-sign-conversion;-Wno-deprecated-declarations>")

# In a batch a local name may be that of another file's helper; compiled alone, a file is held to all of -Wshadow.
set(tally_shadow_in_batches -Wno-shadow "$<$<CXX_COMPILER_ID:GNU>:-Wshadow=local>")
if(TALLY_UNITY)
  target_compile_options(tally_warnings INTERFACE ${tally_shadow_in_batches})
endif()
add_library(tally_test_warnings INTERFACE)
target_compile_options(tally_test_warnings INTERFACE ${tally_shadow_in_batches})

add_compile_options(-fno-omit-frame-pointer -fdiagnostics-color=auto)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ begins to collect its garbage at 128 MB. From 3 GB on, which few batches reach, takes an eighth less time than from 512 MB on.
  add_compile_options("SHELL:--param ggc-min-heapsize=3145728")
endif()
if(TALLY_ASAN OR TALLY_TSAN)
  set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O0 -g1")
endif()
if(TALLY_ASAN)
  # Four checks at each access to a member took about a third of the time to compile: AddressSanitizer stops at a null pointer, at
  # memory too small and at an object that is gone; -Wcast-align finds an alignment that a cast breaks. A cast to a wrong class is
  # not found any more.
  add_compile_options(-fsanitize=address,undefined -fno-sanitize=null,object-size,vptr,alignment -fno-sanitize-recover=all)
  # What AddressSanitizer does not see: an optional without a value, an index beyond the end but within the capacity.
  add_compile_definitions(_GLIBCXX_ASSERTIONS)
  add_link_options(-fsanitize=address,undefined)
elseif(TALLY_TSAN)
  add_compile_options(-fsanitize=thread)
  add_link_options(-fsanitize=thread)
elseif(CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
  # The symbol table names functions for perf and core files. Lines as well (-g1) cost a twelfth of the time to compile and
  # make objects seven times as large: -DCMAKE_CXX_FLAGS=-g1 where they are wanted.
  #
  if(TALLY_OPTIMIZE)
    # -O1 with what -O2 gains most by, inlining and the order of blocks, takes a quarter less time to compile than -O2. What
    # decides, folds and stores, the domain and the event store, is compiled with -O2: without it a payment took a twelfth
    # more CPU.
    set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1")
    set(tally_optimize_more -O2)
    add_compile_options("$<$<CXX_COMPILER_ID:GNU>:-finline-small-functions;-finline-functions;-findirect-inlining;-fstrict-aliasing;-foptimize-sibling-calls;-fstore-merging;-freorder-blocks-algorithm=stc;-freorder-blocks-and-partition;-fthread-jumps;-foptimize-strlen;-fdevirtualize>")
  else()
    set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-Og")
    set(tally_optimize_more -O1)
  endif()
endif()
