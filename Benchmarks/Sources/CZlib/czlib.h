// zlib's gz functions, which read plain files as well as compressed ones.
#include <zlib.h>
