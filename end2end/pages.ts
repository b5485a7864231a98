// Every page for every role, each with what stands on it.
import { ADMIN, DOCTOR, PATIENT, type Practice } from './practice.ts';

export interface Visit {
  /** For the test's title and the picture's name. */
  name: string;
  path: string;
}

export const ROLES = {
  anybody: undefined,
  patient: PATIENT,
  doctor: DOCTOR,
  admin: ADMIN,
} as const;

export type RoleName = keyof typeof ROLES;

/** The pages that somebody of this role meets. Books an appointment for the patient, so that there is one to look at. */
export async function visits(practice: Practice, role: RoleName): Promise<Visit[]> {
  const doctor = await practice.doctorId(DOCTOR);
  const open: Visit[] = [
    { name: 'home', path: '/' },
    { name: 'find', path: '/doctors' },
    { name: 'find-filtered', path: '/doctors?q=h&specialty=general_practice&kind=in_person' },
    { name: 'find-nobody', path: '/doctors?q=nobody-of-this-name' },
    { name: 'doctor', path: `/doctors/${doctor}` },
    { name: 'not-found', path: '/nothing/here' },
    { name: 'no-such-doctor', path: '/doctors/01900000-0000-7000-8000-000000000000' },
  ];
  const own: Visit[] = [
    { name: 'notifications', path: '/notifications' },
    { name: 'profile', path: '/profile' },
    { name: 'upcoming', path: '/appointments' },
    { name: 'past', path: '/appointments?period=past' },
  ];
  switch (role) {
    case 'anybody':
      return [...open, { name: 'sign-in', path: '/sign-in' }, { name: 'register', path: '/register' }];
    case 'patient': {
      const free = await practice.freeSlot(doctor, 3);
      return [...open, ...own, { name: 'book', path: `/book/${free.id}` }, { name: 'appointment', path: `/appointments/${await appointment(practice, doctor)}` }];
    }
    case 'doctor': {
      const free = await practice.freeSlot(doctor, 4);
      const id = await appointment(practice, doctor);
      return [...open, ...own, { name: 'schedule', path: '/schedule' }, { name: 'slot', path: `/schedule/${free.id}` }, { name: 'appointment', path: `/appointments/${id}` }];
    }
    case 'admin':
      return [...open, ...own, { name: 'appointment', path: `/appointments/${await appointment(practice, doctor)}` }];
  }
}

const booked = new WeakMap<Practice, Promise<string>>();

function appointment(practice: Practice, doctor: string): Promise<string> {
  let id = booked.get(practice);
  if (!id) {
    id = (async () => {
      const slot = await practice.freeSlot(doctor);
      const body = { slot_id: slot.id, reason: 'A cough that does not go away' };
      return (await practice.api<{ id: string }>('/appointments', await practice.token(PATIENT), 'POST', body)).id;
    })();
    booked.set(practice, id);
  }
  return id;
}
