// Loaded into `migrate` with --import: makes it the one of a next version, which knows three migrations more,
// each of one table (docs/decisions/0009-migrations-beside-traffic.md).
import { DataSource } from 'typeorm';

class AddCostCentre9999999999001 {
  name = 'AddCostCentre9999999999001';

  async up(runner) {
    await runner.query('ALTER TABLE whatsapp_messages ADD COLUMN cost_centre text');
    await runner.query(
      'ALTER TABLE whatsapp_messages ADD CONSTRAINT cost_centre_is_short CHECK (length(cost_centre) <= 10) NOT VALID',
    );
  }

  async down() {}
}

class AddCostCentreToQueue9999999999002 {
  name = 'AddCostCentreToQueue9999999999002';

  async up(runner) {
    await runner.query('ALTER TABLE send_queue ADD COLUMN cost_centre text');
  }

  async down() {}
}

class IndexCostCentre9999999999003 {
  name = 'IndexCostCentre9999999999003';
  transaction = false;

  async up(runner) {
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS whatsapp_messages_cost_centre');
    await runner.query(
      'CREATE INDEX CONCURRENTLY whatsapp_messages_cost_centre ON whatsapp_messages (cost_centre, created_at)',
    );
  }

  async down() {}
}

const { value: initialize } = Object.getOwnPropertyDescriptor(DataSource.prototype, 'initialize');
DataSource.prototype.initialize = async function () {
  const dataSource = await initialize.call(this);
  dataSource.migrations.push(
    new AddCostCentre9999999999001(),
    new AddCostCentreToQueue9999999999002(),
    new IndexCostCentre9999999999003(),
  );
  return dataSource;
};
