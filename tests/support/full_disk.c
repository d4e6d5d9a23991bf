/* A disk that is full for one rank alone, to be preloaded: what rank $FULL_DISK_RANK writes to a file whose name ends with
 * $FULL_DISK_NAME fails with ENOSPC once $FULL_DISK_BYTES have been written to it, and the file $FULL_DISK_SEEN appears. Other
 * ranks are not hindered. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static int on_this_rank(void) {
  const char* full = getenv("FULL_DISK_RANK");
  const char* here = getenv("OMPI_COMM_WORLD_RANK");
  if (here == NULL) here = getenv("PMI_RANK");
  return full != NULL && here != NULL && strcmp(full, here) == 0;
}

static int is_full(int descriptor, size_t bytes) {
  static size_t written;
  const char* end = getenv("FULL_DISK_NAME");
  const char* room = getenv("FULL_DISK_BYTES");
  const char* seen = getenv("FULL_DISK_SEEN");
  char link[64], name[PATH_MAX + 1];
  const int saved = errno;
  if (end == NULL || !on_this_rank()) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t length = readlink(link, name, PATH_MAX);
  errno = saved;
  if (length < (ssize_t)strlen(end)) return 0;
  name[length] = '\0';
  if (strcmp(name + length - strlen(end), end) != 0) return 0;
  written += bytes;
  if (room != NULL && written <= strtoul(room, NULL, 10)) return 0;
  if (seen != NULL) {
    const int told = open(seen, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (told >= 0) close(told);
  }
  errno = ENOSPC;
  return 1;
}

static size_t sum(const struct iovec* parts, int count) {
  size_t bytes = 0;
  for (int i = 0; i < count; ++i) bytes += parts[i].iov_len;
  return bytes;
}

#define UNLESS_FULL(name, bytes, parameters, arguments)                      \
  ssize_t name parameters {                                                  \
    static ssize_t(*real) parameters;                                        \
    if (is_full(descriptor, bytes)) return -1;                               \
    if (real == NULL) real = (ssize_t(*) parameters)dlsym(RTLD_NEXT, #name); \
    return real arguments;                                                   \
  }

UNLESS_FULL(write, count, (int descriptor, const void* from, size_t count), (descriptor, from, count))
UNLESS_FULL(pwrite, count, (int descriptor, const void* from, size_t count, off_t at),
            (descriptor, from, count, at))
UNLESS_FULL(pwrite64, count, (int descriptor, const void* from, size_t count, off64_t at),
            (descriptor, from, count, at))
UNLESS_FULL(writev, sum(from, count), (int descriptor, const struct iovec* from, int count),
            (descriptor, from, count))
UNLESS_FULL(pwritev, sum(from, count),
            (int descriptor, const struct iovec* from, int count, off_t at),
            (descriptor, from, count, at))
UNLESS_FULL(pwritev64, sum(from, count),
            (int descriptor, const struct iovec* from, int count, off64_t at),
            (descriptor, from, count, at))
