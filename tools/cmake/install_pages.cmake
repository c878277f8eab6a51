# Run by cmake --install, after the programs are in place: they write their own manual pages and completion.
set(root "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}")
set(man "${root}/share/man")
set(completions "${root}/share/bash-completion/completions")
file(MAKE_DIRECTORY "${man}/man8" "${completions}")
execute_process(COMMAND "${root}/bin/tally" man "${man}/man1" COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET)
execute_process(COMMAND "${root}/bin/tallyd" --man COMMAND_ERROR_IS_FATAL ANY OUTPUT_FILE "${man}/man8/tallyd.8")
execute_process(COMMAND "${root}/bin/tally" completion bash COMMAND_ERROR_IS_FATAL ANY OUTPUT_FILE "${completions}/tally")
