// How many threads our runtime uses.
extern "C" void openblas_set_num_threads(int threads);
void set_tool_threads(int threads) { openblas_set_num_threads(threads); }
