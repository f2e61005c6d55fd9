/* Fail or die at the n-th call that changes something below a folder; or write down what is called.
 *
 * Loaded with LD_PRELOAD. arm(root, n, how, log) sets it up: how is 'k' (SIGKILL before the call), 's' (a short
 * write; calls that write nothing go through), or an errno. n = 0 only counts. calls() tells how many there were.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static char root[PATH_MAX];
static long at, count;
static int how, shorten;
static int log_fd = -1;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

void arm(const char *folder, long n, int what, const char *log) {
  at = n;
  count = 0;
  how = what;
  log_fd = log ? (int)REAL(open)(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
  strncpy(root, folder, sizeof root - 1);
}

long calls(void) { return count; }

static const char *path_of(int fd, const char *path, char *buffer) {
  char link[64];
  if (path && path[0] == '/') return path;
  if (fd == AT_FDCWD) strcpy(link, "/proc/self/cwd");
  else snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, buffer, PATH_MAX - 1);
  if (n < 0) return "";
  buffer[n] = 0;
  if (path && n + strlen(path) + 2 < PATH_MAX) strcat(strcat(buffer, "/"), path);
  return buffer;
}

/* Returns 1 when the call must fail with errno set. */
static int hit(const char *name, int fd, const char *path, const char *other) {
  char buffer[PATH_MAX * 2];
  if (!root[0]) return 0;
  int kept = errno;
  const char *whole = path_of(fd, path, buffer);
  errno = kept;
  if (strncmp(whole, root, strlen(root))) return 0;
  count++;
  if (log_fd >= 0) dprintf(log_fd, "%s\t%s\t%s\n", name, whole, other ? other : "");
  if (at != count) return 0;
  if (how == 'k') kill(getpid(), SIGKILL);
  if (how == 's') { shorten = 1; return 0; }
  errno = how;
  return 1;
}

static int makes(int flags) { return flags & (O_CREAT | O_TRUNC); }

#define OPENS(name, params, args, fd, extra)                         \
  int name params {                                                  \
    mode_t mode = 0;                                                 \
    if (flags & O_CREAT) { va_list l; va_start(l, flags); mode = va_arg(l, mode_t); va_end(l); } \
    if (makes(flags) && hit("open", fd, path, NULL)) return -1;      \
    return REAL(name) args;                                          \
  }
OPENS(open, (const char *path, int flags, ...), (path, flags, mode), AT_FDCWD, )
OPENS(open64, (const char *path, int flags, ...), (path, flags, mode), AT_FDCWD, )
OPENS(openat, (int fd, const char *path, int flags, ...), (fd, path, flags, mode), fd, )
OPENS(openat64, (int fd, const char *path, int flags, ...), (fd, path, flags, mode), fd, )

#define WRITES(name, params, args, length)          \
  ssize_t name params {                             \
    if (hit("write", fd, NULL, NULL)) return -1;    \
    if (shorten && length > 1) length /= 2;         \
    shorten = 0;                                    \
    return REAL(name) args;                         \
  }
WRITES(write, (int fd, const void *b, size_t n), (fd, b, n), n)
WRITES(pwrite, (int fd, const void *b, size_t n, off_t o), (fd, b, n, o), n)
WRITES(pwrite64, (int fd, const void *b, size_t n, off64_t o), (fd, b, n, o), n)

#define CALL(type, name, params, args, fd, path, other) \
  type name params {                                    \
    if (hit(#name, fd, path, other)) return -1;         \
    shorten = 0;                                        \
    return REAL(name) args;                             \
  }
CALL(int, fsync, (int fd), (fd), fd, NULL, NULL)
CALL(int, fdatasync, (int fd), (fd), fd, NULL, NULL)
CALL(int, syncfs, (int fd), (fd), fd, NULL, NULL)
CALL(int, ftruncate, (int fd, off_t n), (fd, n), fd, NULL, NULL)
CALL(int, ftruncate64, (int fd, off64_t n), (fd, n), fd, NULL, NULL)
CALL(int, mkdir, (const char *p, mode_t m), (p, m), AT_FDCWD, p, NULL)
CALL(int, mkdirat, (int fd, const char *p, mode_t m), (fd, p, m), fd, p, NULL)
CALL(int, rmdir, (const char *p), (p), AT_FDCWD, p, NULL)
CALL(int, unlink, (const char *p), (p), AT_FDCWD, p, NULL)
CALL(int, unlinkat, (int fd, const char *p, int f), (fd, p, f), fd, p, NULL)
CALL(int, rename, (const char *p, const char *q), (p, q), AT_FDCWD, p, q)
CALL(int, renameat, (int fd, const char *p, int gd, const char *q), (fd, p, gd, q), fd, p, q)
CALL(int, link, (const char *p, const char *q), (p, q), AT_FDCWD, q, p)
CALL(int, linkat, (int fd, const char *p, int gd, const char *q, int f), (fd, p, gd, q, f), gd, q, p)
CALL(int, symlink, (const char *p, const char *q), (p, q), AT_FDCWD, q, p)
CALL(int, symlinkat, (const char *p, int fd, const char *q), (p, fd, q), fd, q, p)
CALL(int, chmod, (const char *p, mode_t m), (p, m), AT_FDCWD, p, NULL)
CALL(int, fchmod, (int fd, mode_t m), (fd, m), fd, NULL, NULL)
CALL(int, utimensat, (int fd, const char *p, const struct timespec t[2], int f), (fd, p, t, f), fd, p, NULL)
