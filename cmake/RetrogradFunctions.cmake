# What CMakeLists.txt of this build and, through RetrogradConfig.cmake, of users' builds can call.
# Needs: RETROGRAD_LLVM_VERSION, RETROGRAD_PLUGIN (the plugin's path), the target Retrograd::tool.

# Is the compiler the Clang that the plugin was built for?
function(retrograd_can_use_plugin result)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang"
      AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL ${RETROGRAD_LLVM_VERSION}
      AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS ${RETROGRAD_LLVM_VERSION}.999)
    set(${result} TRUE PARENT_SCOPE)
  else()
    set(${result} FALSE PARENT_SCOPE)
  endif()
endfunction()

# Flags for whatever links `target` (Retrograd::autodiff): the plugin, under the Clang that it was built for; elsewhere
# silence about our attributes, which other compilers don't know.
function(retrograd_autodiff_options target)
  retrograd_can_use_plugin(with_plugin)
  if(with_plugin)
    target_compile_options(${target} INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fplugin=${RETROGRAD_PLUGIN}>)
  elseif(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    target_compile_options(${target} INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-unknown-attributes>)
  elseif(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-attributes>)
  endif()
endfunction()

# For compilers other than our Clang:
#
#   add_executable(app main.cpp model.cpp)
#   retrograd_generate(app model.cpp)          # model.cpp ends with: #include "model.ad.h"
#
# writes the derivatives of each file's [[autodiff]] functions to NAME.ad.h, which sources of the target can include,
# and keeps them up to date. A file may include the .ad.h of those named before it.
function(retrograd_generate target)
  retrograd_generated_files(${target} "" ${ARGN})
endfunction()

# The flags with which the tool reads a source of `target`: "${standard_flags}" "${include_flags}"
# "${definition_flags}".
function(retrograd_tool_flags target)
  set(includes "$<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>")
  set(definitions "$<TARGET_PROPERTY:${target},COMPILE_DEFINITIONS>")
  set(standard "$<TARGET_PROPERTY:${target},CXX_STANDARD>")
  set(standard_flags "-std=c++$<IF:$<BOOL:${standard}>,${standard},20>" PARENT_SCOPE)
  set(include_flags "$<$<BOOL:${includes}>:-I$<JOIN:${includes},;-I>>" PARENT_SCOPE)
  set(definition_flags "$<$<BOOL:${definitions}>:-D$<JOIN:${definitions},;-D>>" PARENT_SCOPE)
endfunction()

# retrograd_generate for sources that also wait for `before`, a list of files.
function(retrograd_generated_files target before)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/retrograd/${target})
  file(MAKE_DIRECTORY ${folder})
  retrograd_tool_flags(${target})
  set(earlier)
  foreach(source IN LISTS ARGN)
    get_filename_component(path ${source} ABSOLUTE)
    get_filename_component(name ${source} NAME_WE)
    set(output ${folder}/${name}.ad.h)
    add_custom_command(
      OUTPUT ${output}
      COMMAND Retrograd::tool ${path} -o ${output} --depfile=${output}.d --
        "${standard_flags}" "${include_flags}" "${definition_flags}"
      DEPENDS ${path} ${earlier} ${before} Retrograd::tool
      DEPFILE ${output}.d
      COMMENT "Differentiating ${source}"
      COMMAND_EXPAND_LISTS VERBATIM)
    list(APPEND earlier ${output})
  endforeach()
  target_sources(${target} PRIVATE ${earlier})
  target_include_directories(${target} PRIVATE ${folder})
endfunction()

# A test of the derivatives of each source of a target (docs/getting-started.md):
#
#   enable_testing()
#   add_executable(app main.cpp model.cpp)
#   target_link_libraries(app PRIVATE Retrograd::autodiff)
#   retrograd_add_gradient_tests(app)          # tests app/main.cpp, app/model.cpp: run ctest
#
#   retrograd_add_gradient_tests(app SOURCES model.h OPTIONS --size x=10 --seed=7)
#
# SOURCES: files with [[autodiff]] functions, headers too (default: the target's C++ sources); OPTIONS: those of
# `retrograd check`. A source without such functions is skipped. Call it behind what else is said of the target.
function(retrograd_add_gradient_tests target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;OPTIONS")
  if(arg_UNPARSED_ARGUMENTS OR NOT TARGET ${target})
    message(FATAL_ERROR
      "retrograd_add_gradient_tests(target [SOURCES …] [OPTIONS …]): ${target} ${arg_UNPARSED_ARGUMENTS}")
  endif()
  get_target_property(all ${target} SOURCES)
  get_target_property(kind ${target} TYPE)
  set(headers ${all})
  list(FILTER headers INCLUDE REGEX "\\.ad\\.h$")
  list(FILTER all INCLUDE REGEX "\\.(cpp|cc|cxx|C|c\\+\\+)$")
  if(NOT arg_SOURCES)
    set(arg_SOURCES ${all})
  endif()
  foreach(source IN LISTS arg_SOURCES)
    # An executable's other sources may define what this one calls; a library has it all.
    set(others)
    if(kind STREQUAL "EXECUTABLE")
      set(others ${all})
      list(REMOVE_ITEM others ${source})
    endif()
    retrograd_gradient_test(${target} ${source} "${headers}" "${others}" "${arg_OPTIONS}")
  endforeach()
endfunction()

# The program that checks one source, and the test that runs it.
function(retrograd_gradient_test target source headers others options)
  get_filename_component(path ${source} ABSOLUTE)
  get_target_property(kind ${target} TYPE)
  string(MAKE_C_IDENTIFIER "check_${target}_${source}" test)
  set(program ${CMAKE_CURRENT_BINARY_DIR}/retrograd/${test}.cpp)
  file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/retrograd)
  retrograd_tool_flags(${target})
  add_custom_command(
    OUTPUT ${program}
    COMMAND Retrograd::tool check ${options} ${path} -o ${program} --depfile=${program}.d --
        "${standard_flags}" "${include_flags}" "${definition_flags}"
    DEPENDS ${path} ${headers} Retrograd::tool
    DEPFILE ${program}.d
    COMMENT "Writing a check of the derivatives in ${source}"
    COMMAND_EXPAND_LISTS VERBATIM)

  # The program last: its checks run before main, when the other files' globals are there.
  add_executable(${test} ${others} ${program})
  foreach(property IN ITEMS INCLUDE_DIRECTORIES COMPILE_DEFINITIONS COMPILE_OPTIONS COMPILE_FEATURES CXX_STANDARD LINK_LIBRARIES
      LINK_OPTIONS LINK_DIRECTORIES)
    get_target_property(value ${target} ${property})
    if(value)
      set_target_properties(${test} PROPERTIES ${property} "${value}")
    endif()
  endforeach()
  if(kind MATCHES "_LIBRARY$" AND NOT kind STREQUAL "INTERFACE_LIBRARY")
    target_link_libraries(${test} PRIVATE ${target})
  endif()
  target_compile_options(${test} PRIVATE -w)
  retrograd_can_use_plugin(with_plugin)
  if(NOT with_plugin)
    retrograd_generated_files(${test} "${headers}" ${program})
  endif()
  add_test(NAME ${target}/${source} COMMAND ${test})
  set_tests_properties(${target}/${source} PROPERTIES SKIP_REGULAR_EXPRESSION "nothing was checked")
endfunction()
