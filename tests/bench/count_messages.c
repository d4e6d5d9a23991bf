/* Preloaded by tools/bench: counts what the ranks of a run tell each other, by the profiling interface of MPI.

   messages.messages, messages.bytes                 point to point, sent by C: PETSc and Kapitza
   factorisation.messages, factorisation.bytes       point to point, sent by Fortran: MUMPS
   collective.calls, collective.bytes                calls on any communicator of more than one rank, and what each rank puts in

   MPI_Finalize sums them over the ranks, and the first one writes them to the file that KAPITZA_MESSAGES names. A message of a
   persistent request counts whenever it is started. */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { of_c, of_fortran, of_collectives, kinds };

static double calls[kinds], bytes[kinds];

static void add(int kind, double count, MPI_Datatype type) {
  int size = 0;
  if (count > 0) PMPI_Type_size(type, &size);
  calls[kind] += 1;
  bytes[kind] += count * size;
}

static void add_collective(double count, MPI_Datatype type, MPI_Comm comm) {
  int ranks = 0;
  PMPI_Comm_size(comm, &ranks);
  if (ranks > 1) add(of_collectives, count, type);
}

/* --- Point to point, C ----------------------------------------------------------------------------------------------------- */

#define SEND(name)                                                                                           \
  int MPI_##name(const void* b, int count, MPI_Datatype type, int to, int tag, MPI_Comm comm) {              \
    if (to != MPI_PROC_NULL) add(of_c, count, type);                                                         \
    return PMPI_##name(b, count, type, to, tag, comm);                                                       \
  }
SEND(Send)
SEND(Bsend)
SEND(Ssend)
SEND(Rsend)

#define ISEND(name)                                                                                          \
  int MPI_##name(const void* b, int count, MPI_Datatype type, int to, int tag, MPI_Comm comm, MPI_Request* r) { \
    if (to != MPI_PROC_NULL) add(of_c, count, type);                                                         \
    return PMPI_##name(b, count, type, to, tag, comm, r);                                                    \
  }
ISEND(Isend)
ISEND(Ibsend)
ISEND(Issend)
ISEND(Irsend)

int MPI_Sendrecv(const void* b, int count, MPI_Datatype type, int to, int tag, void* in, int most, MPI_Datatype in_type,
                 int from, int in_tag, MPI_Comm comm, MPI_Status* status) {
  if (to != MPI_PROC_NULL) add(of_c, count, type);
  return PMPI_Sendrecv(b, count, type, to, tag, in, most, in_type, from, in_tag, comm, status);
}

static struct Persistent {
  MPI_Request request;
  double bytes;
} * persistent;
static int number, room;

int MPI_Send_init(const void* b, int count, MPI_Datatype type, int to, int tag, MPI_Comm comm, MPI_Request* r) {
  const int code = PMPI_Send_init(b, count, type, to, tag, comm, r);
  int size = 0;
  PMPI_Type_size(type, &size);
  if (number == room) {
    room = 2 * room + 16;
    persistent = realloc(persistent, (size_t)room * sizeof *persistent);
    if (!persistent) abort();
  }
  persistent[number++] = (struct Persistent){*r, (double)count * size};
  return code;
}

static void started(MPI_Request request) {
  for (int i = 0; i < number; ++i)
    if (persistent[i].request == request) {
      calls[of_c] += 1;
      bytes[of_c] += persistent[i].bytes;
    }
}

int MPI_Start(MPI_Request* r) {
  started(*r);
  return PMPI_Start(r);
}

int MPI_Startall(int count, MPI_Request r[]) {
  for (int i = 0; i < count; ++i) started(r[i]);
  return PMPI_Startall(count, r);
}

int MPI_Request_free(MPI_Request* r) {
  for (int i = 0; i < number; ++i)
    if (persistent[i].request == *r) persistent[i--] = persistent[--number];
  return PMPI_Request_free(r);
}

/* --- Point to point, Fortran: everything by reference ------------------------------------------------------------------------ */

#define FORTRAN_SEND(name)                                                                                   \
  void pmpi_##name##_(void*, MPI_Fint*, MPI_Fint*, MPI_Fint*, MPI_Fint*, MPI_Fint*, MPI_Fint*);              \
  void mpi_##name##_(void* b, MPI_Fint* count, MPI_Fint* type, MPI_Fint* to, MPI_Fint* tag, MPI_Fint* comm,  \
                     MPI_Fint* code) {                                                                       \
    add(of_fortran, *count, PMPI_Type_f2c(*type));                                                           \
    pmpi_##name##_(b, count, type, to, tag, comm, code);                                                     \
  }
FORTRAN_SEND(send)
FORTRAN_SEND(ssend)

#define FORTRAN_ISEND(name)                                                                                  \
  void pmpi_##name##_(void*, MPI_Fint*, MPI_Fint*, MPI_Fint*, MPI_Fint*, MPI_Fint*, MPI_Fint*, MPI_Fint*);   \
  void mpi_##name##_(void* b, MPI_Fint* count, MPI_Fint* type, MPI_Fint* to, MPI_Fint* tag, MPI_Fint* comm,  \
                     MPI_Fint* request, MPI_Fint* code) {                                                    \
    add(of_fortran, *count, PMPI_Type_f2c(*type));                                                           \
    pmpi_##name##_(b, count, type, to, tag, comm, request, code);                                            \
  }
FORTRAN_ISEND(isend)

/* --- Collective, C: PETSc and Kapitza ---------------------------------------------------------------------------------------- */

int MPI_Barrier(MPI_Comm comm) {
  add_collective(0, MPI_BYTE, comm);
  return PMPI_Barrier(comm);
}

int MPI_Bcast(void* b, int count, MPI_Datatype type, int root, MPI_Comm comm) {
  add_collective(count, type, comm);
  return PMPI_Bcast(b, count, type, root, comm);
}

int MPI_Allreduce(const void* b, void* in, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm) {
  add_collective(count, type, comm);
  return PMPI_Allreduce(b, in, count, type, op, comm);
}

int MPI_Reduce(const void* b, void* in, int count, MPI_Datatype type, MPI_Op op, int root, MPI_Comm comm) {
  add_collective(count, type, comm);
  return PMPI_Reduce(b, in, count, type, op, root, comm);
}

int MPI_Gather(const void* b, int count, MPI_Datatype type, void* in, int most, MPI_Datatype in_type, int root,
               MPI_Comm comm) {
  add_collective(count, type, comm);
  return PMPI_Gather(b, count, type, in, most, in_type, root, comm);
}

int MPI_Gatherv(const void* b, int count, MPI_Datatype type, void* in, const int most[], const int at[],
                MPI_Datatype in_type, int root, MPI_Comm comm) {
  add_collective(count, type, comm);
  return PMPI_Gatherv(b, count, type, in, most, at, in_type, root, comm);
}

int MPI_Allgather(const void* b, int count, MPI_Datatype type, void* in, int most, MPI_Datatype in_type, MPI_Comm comm) {
  add_collective(count, type, comm);
  return PMPI_Allgather(b, count, type, in, most, in_type, comm);
}

int MPI_Allgatherv(const void* b, int count, MPI_Datatype type, void* in, const int most[], const int at[],
                   MPI_Datatype in_type, MPI_Comm comm) {
  add_collective(count, type, comm);
  return PMPI_Allgatherv(b, count, type, in, most, at, in_type, comm);
}

int MPI_Scan(const void* b, void* in, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm) {
  add_collective(count, type, comm);
  return PMPI_Scan(b, in, count, type, op, comm);
}

/* --- The sums ------------------------------------------------------------------------------------------------------------------ */

int MPI_Finalize(void) {
  double mine[2 * kinds], all[2 * kinds];
  int rank = 0;
  for (int i = 0; i < kinds; ++i) {
    mine[2 * i] = calls[i];
    mine[2 * i + 1] = bytes[i];
  }
  PMPI_Reduce(mine, all, 2 * kinds, MPI_DOUBLE, MPI_SUM, 0, MPI_COMM_WORLD);
  PMPI_Comm_rank(MPI_COMM_WORLD, &rank);
  const char* name = getenv("KAPITZA_MESSAGES");
  FILE* file = rank == 0 && name ? fopen(name, "w") : NULL;
  if (file) {
    fprintf(file, "messages.messages %.0f\nmessages.bytes %.0f\n", all[0], all[1]);
    fprintf(file, "factorisation.messages %.0f\nfactorisation.bytes %.0f\n", all[2], all[3]);
    fprintf(file, "collective.calls %.0f\ncollective.bytes %.0f\n", all[4], all[5]);
    fclose(file);
  }
  return PMPI_Finalize();
}
