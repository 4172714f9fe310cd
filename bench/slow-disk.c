/*
 * Makes the disk of one process slow: each sync takes SLOW_SYNC_US microseconds longer. Built and preloaded by the bench (--sync-ms).
 *
 * As a device does it, one flush is under way at a time, and it serves all who were there when it began. Who comes later waits for the next
 * one, which serves them all together: so a sync takes between one and two times as long, however many files are synced at once.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t flushed = PTHREAD_COND_INITIALIZER;
static long begun, done;
static int busy;

static void flush(void) {
  const char *setting = getenv("SLOW_SYNC_US");
  long us = setting ? atol(setting) : 0;
  struct timespec pause = {us / 1000000, us % 1000000 * 1000};
  if (us <= 0) return;
  pthread_mutex_lock(&gate);
  long mine = begun + 1;
  while (done < mine) {
    if (busy) {
      pthread_cond_wait(&flushed, &gate);
      continue;
    }
    busy = 1;
    begun++;
    pthread_mutex_unlock(&gate);
    nanosleep(&pause, NULL);
    pthread_mutex_lock(&gate);
    done = begun;
    busy = 0;
    pthread_cond_broadcast(&flushed);
  }
  pthread_mutex_unlock(&gate);
}

static int slow(const char *name, int fd) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  int result = real(fd), error = errno;
  flush();
  errno = error;
  return result;
}

int fsync(int fd) { return slow("fsync", fd); }
int fdatasync(int fd) { return slow("fdatasync", fd); }
