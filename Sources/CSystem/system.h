// SPDX-License-Identifier: EUPL-1.2
// What the Glibc module lacks: epoll, eventfd, accept4 and friends, as inline functions.
// Without _GNU_SOURCE: with it, types shared with the Glibc module would differ from that module's.
// Functions that return an int give -1 and set errno on failure, unless they say otherwise.
#ifndef KERNPOORT_SYSTEM_H
#define KERNPOORT_SYSTEM_H

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// Declared by the C library only under _GNU_SOURCE.
extern int accept4(int, struct sockaddr *, socklen_t *, int);

// MARK: Threads and waiting

/// Names the calling thread; the system keeps 15 bytes.
static inline int kp_name_thread(const char *name) { return prctl(PR_SET_NAME, name, 0, 0, 0); }

/// A wake-up counter that is closed on exec.
static inline int kp_eventfd(int blocking) {
    return eventfd(0, EFD_CLOEXEC | (blocking ? 0 : EFD_NONBLOCK));
}

/// One ready descriptor as the kernel told it; epoll's own struct is packed with a union.
struct kp_event {
    uint64_t token;
    uint32_t flags;
};

enum { kp_events_limit = 256 };

static inline int kp_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

/// Adds (1), changes (3) or removes (2) a descriptor, by the numbers of EPOLL_CTL_*.
static inline int kp_epoll_control(int poller, int operation, int fd, uint32_t flags, uint64_t token) {
    struct epoll_event event;
    event.events = flags;
    event.data.u64 = token;
    return epoll_ctl(poller, operation, fd, &event);
}

/// Waits; fills at most kp_events_limit events; 0 after the time-out or a signal.
static inline int kp_epoll_wait(int poller, struct kp_event *out, int milliseconds) {
    struct epoll_event events[kp_events_limit];
    int count = epoll_wait(poller, events, kp_events_limit, milliseconds);
    if (count < 0) return errno == EINTR ? 0 : -1;
    for (int i = 0; i < count; i++) {
        out[i].token = events[i].data.u64;
        out[i].flags = events[i].events;
    }
    return count;
}

static const uint32_t kp_epoll_in = EPOLLIN;
static const uint32_t kp_epoll_out = EPOLLOUT;
static const uint32_t kp_epoll_hangup = EPOLLRDHUP;
static const uint32_t kp_epoll_failed = EPOLLERR | EPOLLHUP;

/// Waits for one descriptor; 1 when ready or failed, 0 after the time-out.
static inline int kp_poll(int fd, int for_writing, int milliseconds) {
    struct pollfd one = {fd, (short)(for_writing ? POLLOUT : POLLIN), 0};
    int count = poll(&one, 1, milliseconds);
    return count < 0 && errno == EINTR ? 0 : count;
}

static inline int64_t kp_clock_nanoseconds(int monotonic) {
    struct timespec now;
    clock_gettime(monotonic ? CLOCK_MONOTONIC : CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

// MARK: Sockets

/// Fills an address from numeric text; 0 where the text is not one.
static inline socklen_t kp_address(const char *host, uint16_t port, struct sockaddr_storage *out) {
    memset(out, 0, sizeof *out);
    struct sockaddr_in *v4 = (struct sockaddr_in *)out;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;
    if (inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        return sizeof *v4;
    }
    if (inet_pton(AF_INET6, host, &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        return sizeof *v6;
    }
    return 0;
}

static inline int kp_close_failed(int fd) {
    int code = errno;
    close(fd);
    errno = code;
    return -1;
}

/// A non-blocking listener on a numeric address; EINVAL where the address is none.
static inline int kp_listen_tcp(const char *host, uint16_t port, int backlog) {
    struct sockaddr_storage address;
    socklen_t length = kp_address(host, port, &address);
    if (length == 0) {
        errno = EINVAL;
        return -1;
    }
    int fd = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    int on = 1;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0) return kp_close_failed(fd);
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0) return kp_close_failed(fd);
    if (bind(fd, (struct sockaddr *)&address, length) != 0) return kp_close_failed(fd);
    if (listen(fd, backlog) != 0) return kp_close_failed(fd);
    return fd;
}

static inline int kp_local_port(int fd) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    if (getsockname(fd, (struct sockaddr *)&address, &length) != 0) return -1;
    if (address.ss_family == AF_INET) return ntohs(((struct sockaddr_in *)&address)->sin_port);
    if (address.ss_family == AF_INET6) return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
    return 0;
}

static inline void kp_no_delay(int fd) {
    int on = 1;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static inline int kp_accept(int listener) {
    return accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

/// Starts a non-blocking connection to the first address of a host name or numeric address.
static inline int kp_connect_tcp(const char *host, uint16_t port) {
    char service[8];
    snprintf(service, sizeof service, "%u", (unsigned)port);
    struct addrinfo hints, *found = NULL;
    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(host, service, &hints, &found) != 0 || found == NULL) {
        errno = EADDRNOTAVAIL;
        return -1;
    }
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, found->ai_addr, found->ai_addrlen) != 0 && errno != EINPROGRESS) {
        fd = kp_close_failed(fd);
    }
    int code = errno;
    freeaddrinfo(found);
    errno = code;
    if (fd >= 0) kp_no_delay(fd);
    return fd;
}

/// The outcome of a non-blocking connect: 0, or the error number.
static inline int kp_socket_error(int fd) {
    int code = 0;
    socklen_t length = sizeof code;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &code, &length) != 0) return errno;
    return code;
}

static inline socklen_t kp_unix_address(const char *path, struct sockaddr_un *out) {
    memset(out, 0, sizeof *out);
    size_t length = strlen(path);
    if (length == 0 || length >= sizeof out->sun_path) return 0;
    out->sun_family = AF_UNIX;
    memcpy(out->sun_path, path, length + 1);
    return sizeof *out;
}

/// A non-blocking listener on a path that only the owner may use; EINVAL where the path is too long.
static inline int kp_listen_unix(const char *path, int backlog) {
    struct sockaddr_un address;
    socklen_t length = kp_unix_address(path, &address);
    if (length == 0) {
        errno = EINVAL;
        return -1;
    }
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    // The mode set on the socket before bind is the mode of the file: nobody can slip in between.
    if (fchmod(fd, 0600) != 0) return kp_close_failed(fd);
    if (bind(fd, (struct sockaddr *)&address, length) != 0) return kp_close_failed(fd);
    if (chmod(path, 0600) != 0) return kp_close_failed(fd);
    if (listen(fd, backlog) != 0) return kp_close_failed(fd);
    return fd;
}

static inline int kp_connect_unix(const char *path) {
    struct sockaddr_un address;
    socklen_t length = kp_unix_address(path, &address);
    if (length == 0) {
        errno = EINVAL;
        return -1;
    }
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    if (connect(fd, (struct sockaddr *)&address, length) != 0) return kp_close_failed(fd);
    return fd;
}

/// Sends without SIGPIPE.
static inline ssize_t kp_send(int fd, const void *bytes, size_t count) {
    return send(fd, bytes, count, MSG_NOSIGNAL);
}

// MARK: Files

static inline int kp_open(const char *path, int flags, mode_t mode) {
    return open(path, flags | O_CLOEXEC | O_NOCTTY, mode);
}

/// Takes the exclusive lock of an open file without waiting.
static inline int kp_lock(int fd) { return flock(fd, LOCK_EX | LOCK_NB); }

/// Bytes that an unprivileged process may still write, or -1.
static inline int64_t kp_free_bytes(const char *path) {
    struct statvfs s;
    if (statvfs(path, &s) != 0) return -1;
    return (int64_t)s.f_bavail * (int64_t)s.f_frsize;
}

static inline const char *kp_entry_name(const struct dirent *entry) { return entry->d_name; }

// MARK: The process

/// No core dump, no attaching by others of the same owner.
static inline int kp_forbid_dumps(void) {
    struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0) return -1;
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/// Gives the signals of a crash back to the system. The language's runtime catches them to print a
/// report on standard error, with registers and the memory that they point to.
static inline int kp_forbid_crash_reports(void) {
    static const int signals[] = {SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV};
    struct sigaction plain;
    memset(&plain, 0, sizeof plain);
    plain.sa_handler = SIG_DFL;
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        if (sigaction(signals[i], &plain, NULL) != 0) return -1;
    return 0;
}

static inline int kp_is_dumpable(void) { return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0); }

/// Raises the soft limit of open descriptors to the hard one; gives it, or -1.
static inline int64_t kp_raise_descriptor_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return -1;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) return -1;
    return (int64_t)limit.rlim_cur;
}

/// Gives memory that was freed back to the system.
static inline void kp_return_memory(void) { (void)malloc_trim(0); }

/// How many descriptors the process may open, or -1.
static inline int64_t kp_descriptor_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return -1;
    return (int64_t)limit.rlim_cur;
}

/// Starts a program found on the path; its input and output are these descriptors, where not negative.
static inline pid_t kp_spawn(char *const arguments[], char *const environment[], int in, int out) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigemptyset(&none);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    // A child begins with no signal blocked, whatever this process waits for.
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    if (in >= 0) posix_spawn_file_actions_adddup2(&actions, in, 0);
    if (out >= 0) posix_spawn_file_actions_adddup2(&actions, out, 1);
    pid_t child = -1;
    int code = posix_spawnp(&child, arguments[0], &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (code == 0) return child;
    errno = code;
    return -1;
}

/// Waits for a child; its exit status, 128 plus the number of the signal that ended it, or -1.
static inline int kp_wait_child(pid_t child) {
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static inline int kp_pipe(int ends[2]) {
    if (pipe(ends) != 0) return -1;
    (void)fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    (void)fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return 0;
}

static inline int kp_ignore_broken_pipes(void) {
    return signal(SIGPIPE, SIG_IGN) == SIG_ERR ? -1 : 0;
}

/// Blocks the signals of a bit mask (bit n = signal n) in this thread and those it starts.
static inline int kp_block_signals(uint64_t mask) {
    sigset_t set;
    sigemptyset(&set);
    for (int n = 1; n < 64; n++)
        if (mask >> n & 1) sigaddset(&set, n);
    int code = pthread_sigmask(SIG_BLOCK, &set, NULL);
    if (code == 0) return 0;
    errno = code;
    return -1;
}

/// Waits for one of the blocked signals; its number.
static inline int kp_wait_signal(uint64_t mask) {
    sigset_t set;
    sigemptyset(&set);
    for (int n = 1; n < 64; n++)
        if (mask >> n & 1) sigaddset(&set, n);
    int number = 0;
    int code;
    do code = sigwait(&set, &number);
    while (code == EINTR);
    if (code == 0) return number;
    errno = code;
    return -1;
}

#endif
