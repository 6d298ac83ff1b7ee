#ifdef __clang__
#pragma clang attribute pop
#pragma clang optimize on
#pragma clang diagnostic pop
#endif
