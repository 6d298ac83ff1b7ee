# Installs this build to an empty prefix, then configures, builds and tests consumer/ against it.
#   cmake -DBUILD=… -DWORK=… -DSOURCE=… -DCOMPILER=… [-DFORCE_TOOL=ON] -P run.cmake
function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()
file(REMOVE_RECURSE ${WORK})
file(COPY ${SOURCE}/ DESTINATION ${WORK}/source)
set(SOURCE ${WORK}/source)
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/prefix)
run(${CMAKE_COMMAND} -S ${SOURCE} -B ${WORK}/build -G Ninja -DCMAKE_BUILD_TYPE=Release
  -DCMAKE_PREFIX_PATH=${WORK}/prefix -DCMAKE_CXX_COMPILER=${COMPILER} -DFORCE_TOOL=${FORCE_TOOL})
run(${CMAKE_COMMAND} --build ${WORK}/build)
run(${CMAKE_CTEST_COMMAND} --test-dir ${WORK}/build --output-on-failure)
# Nothing has changed, so nothing is built again.
execute_process(COMMAND ${CMAKE_COMMAND} --build ${WORK}/build OUTPUT_VARIABLE output COMMAND_ERROR_IS_FATAL ANY)
if(NOT output MATCHES "no work to do")
  message(FATAL_ERROR "a second build has work to do:\n${output}")
endif()
# A changed header changes the derivatives of what includes it.
file(TOUCH ${SOURCE}/model.h)
execute_process(COMMAND ${CMAKE_COMMAND} --build ${WORK}/build OUTPUT_VARIABLE output COMMAND_ERROR_IS_FATAL ANY)
if(NOT output MATCHES "main.cpp")
  message(FATAL_ERROR "a changed header has no effect:\n${output}")
endif()
