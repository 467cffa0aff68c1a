import type { Person } from '../../login/person.ts';
import type { Role } from '../../login/roles.ts';

const ROLES: readonly Role[] = ['viewer', 'operator', 'admin'];

/** Who has logged in, as the server wrote it into the page. */
export function readPerson({ dataset } = document.body): Person {
  const role = ROLES.find((each) => each === dataset['role']) ?? 'viewer';
  const given = dataset['tenants'] ?? '';
  const tenants = given === '*' ? null : given.split(',').filter((tenant) => tenant !== '');
  return { name: dataset['person'] ?? '', role, tenants };
}

/** Whether this person may do what needs the role. The server decides; pages only leave out what it would refuse. */
export function may(needed: Role, { role } = readPerson()): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
