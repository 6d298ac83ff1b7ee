// How many threads our runtime uses.
#include <retrograd/threads.h>

void set_tool_threads(int threads) { retrograd::set_threads(threads); }
