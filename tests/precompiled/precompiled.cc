// A precompiled header needs a file that is compiled with it.
