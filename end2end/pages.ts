// Every page for every role, with the data that it shows.
import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { ADMIN, DOCTOR, PASSWORD, PATIENT, type Practice, signIn, setLanguage } from './practice.ts';

export interface Visit {
  /** For the test title and the screenshot name. */
  name: string;
  path: string;
  /** The same for everybody. */
  open?: boolean;
  /** A static page: it is not hydrated. */
  still?: boolean;
}

export const PENDING = 'arta.leka@doctors.example';

export const ROLES = {
  anybody: undefined,
  patient: PATIENT,
  doctor: DOCTOR,
  admin: ADMIN,
  pending: PENDING,
} as const;

export type RoleName = keyof typeof ROLES;

/** A page in its own browser context, signed in with this role, in English. */
export async function enter(role: RoleName, browser: Browser, practice: Practice, options: BrowserContextOptions): Promise<Page> {
  const page = await (await practice.newContext(browser, options)).newPage();
  if (role === 'pending') await pendingDoctor(practice);
  const email = ROLES[role];
  if (email) await signIn(page, email);
  await setLanguage(page, practice, 'en');
  return page;
}

/** The pages of this role. Books an appointment for the patient, so that there is one to show. */
export async function visits(practice: Practice, role: RoleName): Promise<Visit[]> {
  const doctor = await practice.doctorId(DOCTOR);
  const open: Visit[] = [
    { name: 'home', path: '/', open: true },
    { name: 'find', path: '/doctors', open: true },
    { name: 'find-filtered', path: '/doctors?q=h&specialty=general_practice&kind=in_person', open: true },
    { name: 'find-nobody', path: '/doctors?q=nobody-of-this-name', open: true },
    { name: 'doctor', path: `/doctors/${doctor}`, open: true },
    { name: 'not-found', path: '/nothing/here', open: true },
    { name: 'no-such-doctor', path: '/doctors/01900000-0000-7000-8000-000000000000', open: true },
  ];
  const own: Visit[] = [
    { name: 'notifications', path: '/notifications' },
    { name: 'profile', path: '/profile' },
    { name: 'profile-edit', path: '/profile/edit' },
    { name: 'profile-photo', path: '/profile/photo' },
    { name: 'profile-password', path: '/profile/password' },
    { name: 'profile-email', path: '/profile/email' },
    { name: 'profile-phone', path: '/profile/phone' },
    { name: 'profile-sessions', path: '/profile/sessions' },
    { name: 'two-factor', path: '/profile/two-factor' },
    { name: 'two-factor-codes', path: '/profile/two-factor/codes' },
    { name: 'profile-data', path: '/profile/data' },
    { name: 'profile-data-delete', path: '/profile/data/delete' },
    { name: 'upcoming', path: '/appointments' },
    { name: 'past', path: '/appointments?period=past' },
  ];
  switch (role) {
    case 'anybody':
      return [...open, { name: 'design', path: '/design', still: true }, { name: 'offline', path: '/offline', still: true }, { name: 'sign-in', path: '/sign-in' }, { name: 'register', path: '/register' }, { name: 'register-doctor', path: '/register/doctor' }, { name: 'forgot-password', path: '/forgot-password?sent=1' }, { name: 'reset-password', path: '/reset-password?token=AAAA' }, { name: 'verify-email', path: '/verify-email?token=AAAA' }, { name: 'accept-invitation', path: '/accept-invitation?token=AAAA' }, { name: 'confirm-email', path: '/confirm-email?token=AAAA' }];
    case 'pending':
      await pendingDoctor(practice);
      return [...open, { name: 'profile', path: '/profile' }, { name: 'profile-edit', path: '/profile/edit' }, { name: 'profile-photo', path: '/profile/photo' }, { name: 'profile-practice', path: '/profile/practice' }];
    case 'patient': {
      const free = await practice.freeSlot(doctor, 3, PATIENT);
      const id = await appointment(practice, doctor);
      return [...open, ...own, { name: 'book', path: `/book/${free.id}` }, { name: 'appointment', path: `/appointments/${id}` }, { name: 'booked', path: `/appointments/${id}?booked=1` }, { name: 'cancel', path: `/appointments/${id}?ask=cancel` }, { name: 'taken', path: `/book/${await taken(practice, doctor)}` }, { name: 'access', path: '/profile/access' }, { name: 'offline', path: '/offline', still: true }];
    }
    case 'doctor': {
      const free = await practice.freeSlot(doctor, 4);
      const id = await appointment(practice, doctor);
      return [...open, ...own, { name: 'profile-practice', path: '/profile/practice' }, { name: 'patients', path: '/patients' }, { name: 'emergency', path: '/emergency-access' }, { name: 'schedule', path: '/schedule' }, { name: 'schedule-next', path: `/schedule?week=${free.starts_at.slice(0, 10)}` }, { name: 'add', path: '/schedule?ask=add' }, { name: 'slot', path: `/schedule/${free.id}` }, { name: 'appointment', path: `/appointments/${id}` }];
    }
    case 'admin': {
      const id = await appointment(practice, doctor);
      await pendingDoctor(practice);
      return [
        ...open,
        ...own,
        { name: 'filtered', path: '/appointments?period=all&status=pending&name=a' },
        { name: 'reviews', path: '/doctor-applications' },
        { name: 'jobs', path: '/jobs' },
        { name: 'patients', path: '/patients' },
        { name: 'emergencies', path: '/emergency-accesses' },
        { name: 'people', path: '/people' },
        { name: 'people-found', path: '/people?q=a&role=doctor&state=active' },
        { name: 'people-nobody', path: '/people?q=nobody-of-this-name' },
        { name: 'person-new', path: '/people/new?role=doctor' },
        { name: 'person', path: `/people/${await practice.doctorId(PATIENT)}` },
        { name: 'person-suspended', path: `/people/${await personNamed(practice, 'Oscar Penrose')}` },
        { name: 'person-pending', path: `/people/${await personNamed(practice, 'Arta Leka')}` },
        { name: 'person-make-doctor', path: `/people/${await personNamed(practice, 'Nadia Kaya')}?ask=make-doctor` },
        { name: 'person-edit', path: `/people/${doctor}/edit` },
        { name: 'audit', path: '/audit' },
        { name: 'audit-filtered', path: '/audit?by=a&action=appointments.read&from=2020-01-01' },
        { name: 'appointment', path: `/appointments/${id}` },
        { name: 'move', path: `/appointments/${id}/move` },
      ];
    }
  }
}

/** The id of the person with this name, as staff find it. */
export async function personNamed(practice: Practice, name: string): Promise<string> {
  const found = await practice.api<{ items: { id: string }[] }>(`/users?q=${encodeURIComponent(name)}`, await practice.token(ADMIN));
  const first = found.items[0];
  if (!first) throw new Error(`nobody is called ${name}`);
  return first.id;
}

const gone = new WeakMap<Practice, Promise<string>>();

/** A slot that another patient has booked. */
function taken(practice: Practice, doctor: string): Promise<string> {
  let id = gone.get(practice);
  if (!id) {
    id = (async () => {
      const slot = await practice.freeSlot(doctor, 1, 'grace@demo.praxis.example');
      await practice.api('/appointments', await practice.token('grace@demo.praxis.example'), 'POST', { slot_id: slot.id, reason: 'A check-up' });
      return slot.id;
    })();
    gone.set(practice, id);
  }
  return id;
}

const booked = new WeakMap<Practice, Promise<string>>();

function appointment(practice: Practice, doctor: string): Promise<string> {
  let id = booked.get(practice);
  if (!id) {
    id = (async () => {
      const slot = await practice.freeSlot(doctor, 0, PATIENT);
      const body = { slot_id: slot.id, reason: 'A cough that does not go away' };
      return (await practice.api<{ id: string }>('/appointments', await practice.token(PATIENT), 'POST', body)).id;
    })();
    booked.set(practice, id);
  }
  return id;
}

const registered = new WeakMap<Practice, Promise<void>>();

/** Registers the pending doctor. */
export function pendingDoctor(practice: Practice): Promise<void> {
  let done = registered.get(practice);
  if (!done) {
    const body = {
      role: 'doctor', email: PENDING, password: PASSWORD, full_name: 'Dr Arta Leka', specialty: 'neurology', licence_number: 'AL-4711',
      experience_years: 9, location: 'Rruga e Durrësit, Tirana', time_zone: 'Europe/Tirane',
    };
    done = practice.api<undefined>('/auth/register', undefined, 'POST', body);
    registered.set(practice, done);
  }
  return done;
}
