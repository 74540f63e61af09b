import { z } from 'zod';
import { quantity } from './scalars.ts';

/** A PersistentVolumeClaim for the data of an add-on. */
export const persistence = () =>
  z.strictObject({
    enabled: z.boolean().optional().describe('Keep data in a PersistentVolumeClaim. Default: false.'),
    storageClassName: z.string().optional().describe('Storage class; empty is the default class.'),
    accessMode: z.enum(['ReadWriteOnce', 'ReadWriteMany']).optional().describe('Default: ReadWriteMany.'),
    size: quantity().optional().describe('Size of the claim. Default: 5Gi.'),
  });
