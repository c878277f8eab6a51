# Sources are compiled in batches, so that what all of them include is read once a batch, and what all of them instantiate
# is compiled once: a third of the time. Names in anonymous namespaces are then unique within a module. -DTALLY_UNITY=OFF
# compiles each file alone (tools/check headers), without precompiled headers, too. Batches of 16 take a tenth longer in
# all and a third of the time after a change of one file: -DTALLY_BATCH=16 while one works on a module.
option(TALLY_UNITY "Compile sources in batches, with precompiled headers" ON)
set(TALLY_BATCH 48 CACHE STRING "Files of the product in a batch")
function(tally_unity target batch)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${TALLY_UNITY} UNITY_BUILD_BATCH_SIZE ${batch})
endfunction()

# tally_precompile(<target> HEADERS …): what nearly every batch of the target includes is read and checked once, a quarter of
# the time to compile. tally_precompile(<target> AS <other>): with the headers of another target, which is compiled alike.
set(CMAKE_PCH_PROLOGUE "")  # CMake's own says that our headers are the system's, so that nothing in them is warned of.
function(tally_precompile target)
  cmake_parse_arguments(PARSE_ARGV 1 precompile "" "AS" "HEADERS")
  if(NOT TALLY_UNITY)
    return()
  endif()
  set_target_properties(${target} PROPERTIES DEFINE_SYMBOL "")  # A macro of each shared library's own.
  if(precompile_AS)
    target_precompile_headers(${target} REUSE_FROM ${precompile_AS})
    # Macros must be those of the precompiled headers, also where a target does not link what brings them.
    target_compile_definitions(${target} PRIVATE $<TARGET_PROPERTY:${precompile_AS},COMPILE_DEFINITIONS>)
  else()
    target_precompile_headers(${target} PRIVATE ${precompile_HEADERS})
  endif()
endfunction()
set(tally_precompiled_domain
  <algorithm> <array> <chrono> <cstdint> <functional> <map> <memory> <optional> <set> <string> <string_view> <unordered_map> <utility> <variant> <vector>
  ${PROJECT_SOURCE_DIR}/domain/commands.h ${PROJECT_SOURCE_DIR}/domain/world.h)
set(tally_precompiled_store
  ${tally_precompiled_domain} <atomic> <condition_variable> <deque> <filesystem> <mutex> <span> <thread>
  ${PROJECT_SOURCE_DIR}/eventstore/codec/codec.h ${PROJECT_SOURCE_DIR}/eventstore/codec/json.h
  ${PROJECT_SOURCE_DIR}/eventstore/division/division.h ${PROJECT_SOURCE_DIR}/eventstore/program_log.h)

# Under AddressSanitizer a hundred test programs with a copy of the product each fill a disk: there they share one.
if(TALLY_ASAN)
  set(TALLY_LIBRARIES SHARED)
else()
  set(TALLY_LIBRARIES STATIC)
endif()

# tally_module(<name> SOURCES … HEADERS … DEPENDS … PRIVATE …): one folder, one library, one namespace.
# HEADERS are public: target all_verify_interface_header_sets compiles each of them alone.
function(tally_module name)
  cmake_parse_arguments(PARSE_ARGV 1 module "" "" "SOURCES;HEADERS;DEPENDS;PRIVATE")
  add_library(${name} ${TALLY_LIBRARIES} ${module_SOURCES})
  add_library(tally::${name} ALIAS ${name})
  target_sources(${name} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${module_HEADERS})
  target_link_libraries(${name} PUBLIC ${module_DEPENDS} PRIVATE ${module_PRIVATE} tally_warnings)
  set_target_properties(${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  tally_unity(${name} ${TALLY_BATCH})
endfunction()

# tally_test(<name> SOURCES … DEPENDS … [LABEL slow|threads|sources]): one test program, found by ctest test by test.
# Label slow: left out of the quick suite; without one it is quick. Label threads: built and run under ThreadSanitizer, too.
# Label sources: quick, and about files of this repository and not about the program, so that no sanitizer has a use there.
# A test's own code is not optimized: it runs once, and optimizing it takes longer than it saves.
function(tally_test name)
  cmake_parse_arguments(PARSE_ARGV 1 test "" "LABEL" "SOURCES;DEPENDS")
  add_executable(${name} ${test_SOURCES})
  tally_unity(${name} 16)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${test_DEPENDS} GTest::gtest GTest::gmock GTest::gtest_main tally_warnings tally_test_warnings)
  target_compile_definitions(${name} PRIVATE TALLY_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_compile_options(${name} PRIVATE -O0)
  tally_precompile(${name} AS tests_precompiled)
  set(label "${test_LABEL}")
  if(NOT label)
    set(label quick)
  endif()
  if(TARGET ${label}_tests)
    add_dependencies(${label}_tests ${name})
  endif()
  if(TALLY_ASAN OR TALLY_TSAN)
    tally_test_shards(${name} "${label}")
  else()
    gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES LABELS "${label}" TIMEOUT 900)
  endif()
endfunction()

# Under a sanitizer a program runs its tests in four processes. A process for each test makes what a suite shares anew for
# each of its tests, which took four times as long (65 and 15.5 CPU-seconds for 53 tests over HTTP).
function(tally_test_shards name label)
  foreach(shard RANGE 3)
    add_test(NAME ${name}.${shard} COMMAND ${name})
    set_tests_properties(${name}.${shard} PROPERTIES LABELS "${label}" TIMEOUT 1800
      ENVIRONMENT "GTEST_TOTAL_SHARDS=4;GTEST_SHARD_INDEX=${shard}")
  endforeach()
endfunction()
include(GoogleTest)
# All programs whose tests have that label: threads_tests is built under ThreadSanitizer, the others with the optimizer.
add_custom_target(threads_tests)
add_custom_target(slow_tests)
add_custom_target(sources_tests)
